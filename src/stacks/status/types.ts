import type { DeployedAmi } from '../ami/deployed-ami.ts'
import type { Behind } from './behind.ts'

/** A stack of the configuration as `status` shows it. */
export interface StackStatus {
  /** Name in the configuration. */
  readonly stack: string
  readonly environment: string | null
  readonly stackName: string
  /** Null if the stack does not exist. */
  readonly stackId: string | null
  /** E.g. `UPDATE_COMPLETE`; null if the stack does not exist. */
  readonly state: string | null
  /** Time of the last change; ISO 8601. */
  readonly changedAt: string | null
  /** The channel whose AMIs it receives; null: the newest good AMIs. */
  readonly channel: string | null
  readonly instances: readonly InstanceStatus[]
  readonly services: readonly ServiceStatus[]
}

/** An ECS service. */
export interface ServiceStatus {
  readonly name: string
  /** `ACTIVE`, `DRAINING`, `INACTIVE`. */
  readonly state: string
  readonly desired: number
  readonly running: number
  readonly pending: number
  /** Family and revision of the newest deployment, e.g. `web:12`. */
  readonly taskDefinition: string
  readonly images: readonly {
    readonly container: string
    /** E.g. `packer-ecs/web:1.2`. */
    readonly image: string
  }[]
  /** `IN_PROGRESS`, `COMPLETED`, `FAILED`; null with another deployment controller than ECS. */
  readonly deployment: string | null
}

export interface InstanceStatus {
  readonly instanceId: string
  /** EC2's: `pending`, `running` … */
  readonly state: string
  readonly launchedAt: string
  readonly ami: DeployedAmi
  /** Compared with the newest good AMI of the same image; null if unknown. */
  readonly behind: Behind | null
  /** The AMI that the channel of the stack holds for the same image; null: unknown, or the stack has no channel. */
  readonly channelImageId: string | null
  /** Null if it is not in a cluster of the stack. */
  readonly container: {
    /** `ACTIVE`, `DRAINING` … */
    readonly status: string
    readonly agentConnected: boolean
    readonly agentVersion: string | null
    readonly runningTasks: number
  } | null
}
