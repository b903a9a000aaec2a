import type { DeployedAmi } from '../ami/deployed-ami.ts'

/** What a deploy is going to do, as data. */
export interface StackPlan {
  readonly kind: 'create' | 'update' | 'unchanged'
  readonly stackName: string
  readonly parameters: readonly PlannedParameter[]
  readonly ami: PlannedAmi | null
  readonly changes: readonly PlannedChange[]
  /** Sentences that a person should read before agreeing. */
  readonly warnings: readonly string[]
}

/** A parameter whose value changes, or that comes or goes. Secrets are shown as asterisks. */
export interface PlannedParameter {
  readonly name: string
  readonly before: string | null
  readonly after: string | null
}

export interface PlannedAmi {
  readonly parameter: string
  readonly before: DeployedAmi | null
  readonly after: DeployedAmi
}

/** `mayReplace`: CloudFormation knows only while it applies the change. */
export type ChangeAction = 'add' | 'change' | 'mayReplace' | 'replace' | 'remove' | 'import' | 'unknown'

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
  /** What it means to a person, e.g. "2 instances replaced one at a time, new one first"; empty when the action says it all. */
  readonly meaning: string
  /** Data is lost. */
  readonly isDestructive: boolean
}
