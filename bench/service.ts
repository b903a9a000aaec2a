import { pythonTool } from '#test/helpers/python-tools.ts'
import { serviceReads } from './aws-reads.ts'
import { type Command, medians, output, time } from './measure.ts'
import { type Row, ratioRow, row, show } from './row.ts'
import type { Stacks } from './stacks.ts'

/** Most calls a second of a watched deployment, for stack, services, tasks and targets together. */
const mostCallsASecond = 4

/** The plan of a service, and a watched deployment beside the AWS CLI. */
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
  const most = Math.round(own.seconds * mostCallsASecond)
  return [
    ratioRow('deploy service --dry-run', plan, 'its reads by the aws cli', reads, 0.5),
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
}

/** From the host, not from machines or for resources of a stack. */
function isOfClient({ source }: { readonly source: string }): boolean {
  return source.endsWith('.254')
}
