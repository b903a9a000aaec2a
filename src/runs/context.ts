import type { CallerIdentity } from '../aws/sts.ts'
import type { Emit } from '../events/events.ts'
import type { Clock, FileSystem, Processes, Random } from '../ports/ports.ts'

/** What every run receives; built in connect, replaced in tests. */
export interface RunContext {
  readonly clock: Clock
  readonly random: Random
  readonly fileSystem: FileSystem
  readonly processes: Processes
  readonly emit: Emit
  /** Folder of what all runs of this user share, in any project: locks and records. */
  readonly stateFolder: string
  readonly region: string
  /** Custom endpoint of the AWS API; null on AWS itself. */
  readonly endpoint: string | null
  readonly caller: () => Promise<CallerIdentity>
}
