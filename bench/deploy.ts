import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pythonTool } from '#test/helpers/python-tools.ts'
import { deployReads, statusReads } from './aws-reads.ts'
import { type Command, medians, output, time } from './measure.ts'
import { type Row, ratioRow, row, show } from './row.ts'
import type { Stacks } from './stacks.ts'

const stack = `
Parameters: {Retention: {Type: Number, Default: 7}}
Resources:
  Logs:
    Type: AWS::Logs::LogGroup
    Properties: {LogGroupName: !Sub "/\${AWS::StackName}/logs", RetentionInDays: !Ref Retention}
`
/** Seconds that CloudFormation works on each change, so that there is something to watch. */
const work = 5

/** Planning, looking and watching; the watch beside `aws cloudformation deploy`. */
export async function deploys(
  { folder, tool, read, calls, environment }: Stacks,
  runs: number,
): Promise<Row[]> {
  writeFileSync(join(folder, 'small.yml'), stack)
  writeFileSync(
    join(folder, 'small.yaml'),
    'images: {ecs: {base: al2023}}\nstacks: {small: {name: small, template: small.yml}}\n',
  )
  const [{ stackName }] = JSON.parse(output(tool('status', 'cluster', '--sandbox', '--json'))).stacks
  const named = (reads: readonly string[]) => reads.map(call => call.replace('STACK', stackName))
  const [dryRun = 0, status = 0, planReads = 0, looks = 0] = medians(
    runs,
    () => time(tool('deploy', 'cluster', '--sandbox', '--yes', '--dry-run')),
    () => time(tool('status', 'cluster', '--sandbox')),
    () => read(named(deployReads)),
    () => read(named(statusReads)),
  )
  const small = ['deploy', '--config', 'small.yaml', '--sandbox', '--yes', '--parameter']
  output(tool(...small, 'Retention=1'))
  const own = watched(tool(...small, 'Retention=3'))
  const [python, aws] = await pythonTool('awscli')
  const argv = ['cloudformation', 'deploy', '--stack-name', 'small', '--template-file', 'small.yml']
  const peer = watched({
    file: python,
    argv: [aws, ...argv, '--parameter-overrides', 'Retention=5'],
    folder,
    environment,
  })
  return [
    ratioRow('deploy --dry-run', dryRun, 'its reads by the aws cli', planReads, 0.5),
    ratioRow('status', status, 'its reads by the aws cli', looks, 0.5),
    row('last event → exit', `${show(own.late)} (aws cli: ${show(peer.late)})`, own.late <= 2, '2 s'),
    row(
      `API calls, ${work} s of work`,
      `${own.calls} (aws cli: ${peer.calls})`,
      own.calls <= work + 10,
      String(work + 10),
    ),
    memoryRow(),
  ]

  function watched(command: Command) {
    output(tool('sandbox', 'fault', 'PutRetentionPolicy', '--delay', String(work)))
    const before = calls().length
    output(command)
    const end = Date.now()
    const made = calls().slice(before)
    const changed = made.find(({ action }) => action === 'PutRetentionPolicy')
    const last = changed === undefined ? end : Date.parse(changed.time) + changed.durationMilliseconds
    return {
      late: (end - last) / 1000,
      calls: made.filter(({ service }) => service === 'cloudformation').length,
    }
  }
}

/** Ten thousand events leave less behind than a hundred of them would take. */
function memoryRow(): Row {
  const argv = ['--expose-gc', fileURLToPath(new URL('watch-memory.ts', import.meta.url))]
  const { stdout } = spawnSync(process.execPath, argv, { encoding: 'utf8' })
  const kibibytes = Number(stdout) / 1024
  return row('memory after 10,000 events', `${Math.round(kibibytes)} KiB more`, kibibytes < 1024, '1024 KiB')
}
