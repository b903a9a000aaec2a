import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { awsReads } from './aws-reads.ts'
import { type Command, output, time } from './measure.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** A call that the sandbox has recorded. */
export interface RecordedCall {
  readonly action: string
  readonly service: string
  readonly source: string
  readonly time: string
  readonly durationMilliseconds: number
  readonly parameters: Readonly<Record<string, unknown>>
}

/** A copy of the clone's project with a warm sandbox of its own, in which the cluster is deployed. */
export interface Stacks {
  readonly folder: string
  /** Name of the ECS cluster. */
  readonly cluster: string
  /** Variables of any AWS client of the sandbox. */
  readonly environment: Readonly<Record<string, string>>
  tool(...argv: readonly string[]): Command
  /** Seconds that the AWS CLI takes for these calls. */
  readonly read: (calls: readonly string[]) => number
  calls(): readonly RecordedCall[]
  stop(): void
}

export async function openStacks(program: string): Promise<Stacks> {
  const folder = mkdtempSync(join(tmpdir(), 'packer-ecs-bench-stacks-'))
  process.env.PACKER_ECS_SANDBOX = join(folder, 'sandbox')
  for (const name of ['packer-ecs.yaml', 'cfn', 'examples'])
    cpSync(join(root, name), join(folder, name), { recursive: true })
  const tool = (...argv: readonly string[]) => ({ file: process.execPath, argv: [program, ...argv], folder })
  const stop = () => {
    time(tool('sandbox', 'stop'))
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    output(tool('bake', '--sandbox', '--yes'))
    const deployed = JSON.parse(output(tool('deploy', 'cluster', '--sandbox', '--yes', '--json')))
    const { set } = JSON.parse(output(tool('sandbox', 'env', '--json'))) as { set: Record<string, string> }
    return {
      folder,
      cluster: deployed.outputs.ClusterName,
      environment: set,
      tool,
      read: await awsReads(set),
      calls: () => JSON.parse(output(tool('sandbox', 'calls', '--json'))) as RecordedCall[],
      stop,
    }
  } catch (error) {
    stop()
    throw error
  }
}
