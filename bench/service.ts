import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { pythonTool } from '#test/helpers/python-tools.ts'
import { serviceReads } from './aws-reads.ts'
import { type Command, medians, output, time } from './measure.ts'
import { type Row, ratioRow, row, show } from './row.ts'
import type { Stacks } from './stacks.ts'

/** Most calls a second of a watched deployment, for stack, services, tasks and targets together. */
const mostCallsASecond = 4

/** The plan of a service, a watched deployment beside the AWS CLI, and the time from a failure to its report. */
export async function services(
  { folder, cluster, tool, read, calls, environment }: Stacks,
  runs: number,
): Promise<Row[]> {
  for (const tag of ['1', '2', '3']) output(tool('sandbox', 'push', 'examples/web', `packer-ecs/web:${tag}`))
  const deploy = (...argv: string[]) =>
    tool('deploy', 'service', '--sandbox', '--yes', '--parameter', ...argv)
  const created = JSON.parse(output(deploy('ImageTag=1', '--json')))
  const name = created.outputs.ServiceName
  const named = serviceReads.map(call => call.replace('CLUSTER', cluster).replace('SERVICE', name))
  const [plan = 0, reads = 0] = medians(
    runs,
    () => time(deploy('ImageTag=2', '--dry-run')),
    () => read(named),
  )
  const own = watched([deploy('ImageTag=2')])
  const [python, aws] = await pythonTool('awscli')
  const cli = (...argv: string[]) => ({ file: python, argv: [aws, ...argv], folder, environment })
  const peer = watched([
    cli(
      ...[
        'cloudformation',
        'deploy',
        '--stack-name',
        'packer-ecs-dev-service',
        '--capabilities',
        'CAPABILITY_IAM',
      ],
      ...['--template-file', 'cfn/service/template.yml', '--parameter-overrides', 'ImageTag=3'],
    ),
    cli('ecs', 'wait', 'services-stable', '--cluster', cluster, '--services', name),
  ])
  const late = await reportedAfter(deploy('Environment1=CRASH=0'))
  const most = Math.round(own.seconds * mostCallsASecond)
  return [
    ratioRow('deploy service --dry-run', plan, 'its reads by the aws cli', reads, 0.5),
    row('a task failed → its cause', show(late), late <= 5, '5 s'),
    row(
      `API calls, a deployment of ${show(own.seconds)}`,
      `${own.calls} (aws cli, ${show(peer.seconds)}: ${peer.calls})`,
      own.calls <= most,
      String(most),
    ),
  ]

  function watched(commands: readonly Command[]) {
    const before = calls().length
    const startedAt = performance.now()
    for (const command of commands) output(command)
    const seconds = (performance.now() - startedAt) / 1000
    return { seconds, calls: calls().slice(before).filter(isOfClient).length }
  }

  /** Seconds from the agent's report of the first stopped task to the line with its cause. */
  async function reportedAfter({ file, argv, folder: cwd }: Command): Promise<number> {
    const before = calls().length
    const child = spawn(file, argv, { cwd, stdio: ['ignore', 'ignore', 'pipe'] })
    let reportedAt: number | undefined
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (/\bCONTAINER_EXITED\b/.test(text)) reportedAt ??= Date.now()
    })
    await once(child, 'exit')
    const stopped = calls()
      .slice(before)
      .find(({ action, parameters }) => action === 'SubmitTaskStateChange' && parameters.status === 'STOPPED')
    if (stopped === undefined || reportedAt === undefined) throw new Error('the cause was not reported')
    return (reportedAt - Date.parse(stopped.time)) / 1000
  }
}

/** From the host, not from machines or for resources of a stack. */
function isOfClient({ source }: { readonly source: string }): boolean {
  return source.endsWith('.254')
}
