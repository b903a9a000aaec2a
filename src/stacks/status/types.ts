import type { DeployedAmi } from '../ami/deployed-ami.ts'
import type { Behind } from './behind.ts'

/** A stack of the configuration as `status` shows it. */
export interface StackStatus {
  /** Name in the configuration. */
  readonly stack: string
  readonly environment: string | null
  readonly stackName: string
  /** Null where there is no such stack. */
  readonly stackId: string | null
  /** E.g. `UPDATE_COMPLETE`; null where there is no such stack. */
  readonly state: string | null
  /** When it was last changed; ISO 8601. */
  readonly changedAt: string | null
  readonly instances: readonly InstanceStatus[]
}

export interface InstanceStatus {
  readonly instanceId: string
  /** EC2's: `pending`, `running` … */
  readonly state: string
  readonly launchedAt: string
  readonly ami: DeployedAmi
  /** Against the newest good AMI of the same image; null where nothing tells. */
  readonly behind: Behind | null
  /** Null when it is in no cluster of the stack. */
  readonly container: {
    /** `ACTIVE`, `DRAINING` … */
    readonly status: string
    readonly agentConnected: boolean
    readonly agentVersion: string | null
    readonly runningTasks: number
  } | null
}
