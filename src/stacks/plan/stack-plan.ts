import type { DeployedAmi } from '../ami/deployed-ami.ts'
import type { InChannel } from '../ami/find-amis.ts'
import type { PlannedService } from '../services/planned-service.ts'
import type { ChangeAction } from './change-action.ts'

/** What a deploy would do. */
export interface StackPlan {
  readonly kind: 'create' | 'update' | 'unchanged'
  readonly stackName: string
  readonly parameters: readonly PlannedParameter[]
  readonly ami: PlannedAmi | null
  readonly changes: readonly PlannedChange[]
  /** ECS services that are created or changed. */
  readonly services: readonly PlannedService[]
  /** Sentences to read before confirming. */
  readonly warnings: readonly string[]
}

/** A parameter that is added, changed or removed. Secrets are shown as asterisks. */
export interface PlannedParameter {
  readonly name: string
  readonly before: string | null
  readonly after: string | null
}

export interface PlannedAmi {
  readonly parameter: string
  readonly before: DeployedAmi | null
  readonly after: DeployedAmi
  /** Of a stack with a channel. */
  readonly inChannel?: InChannel
}

/** One resource; the form of `changes` in `deploy --json`. */
export interface PlannedChange {
  readonly action: ChangeAction
  readonly logicalId: string
  readonly physicalId: string | null
  readonly type: string
  readonly properties: readonly {
    readonly path: string
    readonly before: string | null
    readonly after: string | null
  }[]
  /** What the change does, e.g. "terminates 2 instances"; empty if the action says everything. */
  readonly meaning: string
  /** Data is lost. */
  readonly isDestructive: boolean
  /** Of a resource in nested stacks: their logical ids, from the outside in. */
  readonly nestedIn?: readonly string[]
}
