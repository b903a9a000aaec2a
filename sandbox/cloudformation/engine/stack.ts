import type { Wanted } from '../change-set/wanted.ts'
import type { Json, Properties, Tags } from '../types.ts'

/** The engine's state of a stack. The event log (event-log.ts) is separate. */
export interface Stack {
  /** ARN. */
  readonly id: string
  readonly name: string
  readonly region: string
  /** Id of the parent stack; null for a stack that is not nested. */
  readonly parentId: string | null
  /** Id of the root stack; null for a stack that is not nested. */
  readonly rootId: string | null
  readonly createdAt: Date
  updatedAt: Date | null
  deletedAt: Date | null
  status: StackStatus
  statusReason: string | null
  /** The definition that was last applied; null before the first operation, while a change set is in review. */
  definition: Definition | null
  outputs: readonly Output[]
  resources: Record<string, Resource>
  /** Content of launch template versions, by `lt-0abc:2`: a rollback creates a new version with old content. */
  launchContents: Record<string, string>
  /** Signals sent to the URLs of wait condition handles, by URL and unique id. */
  handleSignals: Readonly<Record<string, Readonly<Record<string, HandleSignal>>>>
  /** Resources that a failed rollback has not deleted yet. */
  pendingRemovals: Resource[]
  /** Names of the exports that the stack imports. */
  imports: readonly string[]
  terminationProtection: boolean
  operation: Operation | null
}

/** `REVIEW_IN_PROGRESS`, `CREATE_COMPLETE`, …, as in CloudFormation. */
export type StackStatus = string

/** The definition of a stack in a call. */
export interface Definition extends Wanted {
  readonly capabilities: readonly string[]
  readonly notificationArns: readonly string[]
  readonly roleArn: string | null
}

export interface Output {
  readonly key: string
  readonly value: string
  readonly description: string | null
  readonly exportName: string | null
}

export interface Resource {
  readonly logicalId: string
  readonly type: string
  physicalId: string | null
  attributes: Readonly<Record<string, Json>>
  /** As last applied, with resolved intrinsic functions. */
  properties: Properties
  /** The stack's tags, as last applied. */
  tags: Tags
  /** From the template, with resolved intrinsic functions; null if there is none. */
  metadata: Json | null
  status: string
  statusReason: string | null
  updatedAt: Date
  deletionPolicy: string
  updateReplacePolicy: string
  /** Whether a change of the resource failed, so that its state is unknown. */
  isUncertain: boolean
  /** The physical resource that this operation replaced. */
  replaced: Pick<Resource, 'physicalId' | 'attributes' | 'properties' | 'tags'> | null
}

export interface Operation {
  /** Id in DescribeEvents. */
  readonly id: string
  readonly kind: 'create' | 'update' | 'delete'
  readonly token: string | null
  onFailure: 'rollback' | 'delete' | 'nothing'
  readonly startedAt: Date
  readonly target: Definition
  /** The definition that a failed update reverts to. */
  readonly previous: Definition | null
  /** `held`: a nested stack is updated or rolled back, and its parent decides what happens next. */
  phase: 'forward' | 'stopping' | 'back' | 'held' | 'cleanup' | 'removal'
  tasks: Record<string, Task>
  /** Work at the end of the operation: delete old physical resources, clean up nested stacks. */
  leftovers: Leftover[]
  /** Logical ids of the nested stacks that this operation has updated; they end or roll back with it. */
  nested: string[]
  /** Sizes of groups before this operation enlarged them temporarily. */
  groupSizes: Record<string, { readonly min: number; readonly max: number; readonly desired: number }>
  /** Logical ids that a continued rollback skips. */
  skip: readonly string[]
  failures: string[]
  failureReason: string | null
  wentBack: boolean
  /** Whether it is part of an operation on the parent stack. */
  readonly isNested: boolean
}

export interface Leftover {
  readonly resource: Resource
  readonly action: 'remove' | 'cleanUp'
  state: 'waiting' | 'running' | 'done'
}

export interface Task {
  readonly logicalId: string
  readonly action: 'apply' | 'remove'
  /** Logical ids of the tasks that must end first. */
  readonly after: readonly string[]
  state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled'
  /** Whether the actuator works on it. */
  isInFlight: boolean
  /** The kind of change that events have reported. */
  change: 'create' | 'update' | 'replace' | 'none'
  /** The properties to apply, and the sizes to set if it is a group. */
  next: { readonly properties: Properties; readonly sizes: Properties } | null
  signals: Signals | null
  rolling: Rolling | null
  /** Id of the wait for a stable resource. */
  wait: string | null
}

/** Signals that a resource waits for. */
export interface Signals {
  readonly count: number
  /** ISO 8601 duration, for messages. */
  readonly timeout: string
  /** Null until the resource starts to wait. */
  deadline: Date | null
  /** Status by unique id. */
  received: Record<string, 'SUCCESS' | 'FAILURE'>
  readonly minimumPercent: number
  /** Number of signals of the whole update, of which this is a batch. */
  readonly total: number
  /** Number of failures in earlier batches. */
  readonly failed: number
  /** URL of a wait condition handle, if the signals are sent there and not with SignalResource. */
  readonly handle: string | null
}

/** What is sent to a wait condition handle. */
export interface HandleSignal {
  readonly status: 'SUCCESS' | 'FAILURE'
  readonly uniqueId: string
  readonly reason: string
  readonly data: string
}

/** The rolling update settings of an UpdatePolicy. */
export interface RollingPolicy {
  readonly minInService: number
  /** The same as a share of the desired capacity. */
  readonly minActivePercent: number
  readonly batchSize: number
  /** ISO 8601 duration. */
  readonly pauseTime: string
  readonly waits: boolean
  readonly minimumPercent: number
  readonly suspended: readonly string[]
}

/** A rolling update of a group. */
export interface Rolling extends RollingPolicy {
  /** Sizes to restore at the end. */
  readonly sizes: { readonly min: number; readonly max: number; readonly desired: number }
  obsolete: string[]
  readonly total: number
  /** The group's present DesiredCapacity. */
  desired: number
  /** Number of instances that are not being terminated; more than `desired` if some are protected from scale-in. */
  present: number
  /** Number of new instances in service. */
  renewed: number
  /** Number of new instances that the update needs, and of those that failed so far. */
  readonly expected: number
  failed: number
  /** The batch in progress: instances to terminate, and the number of new ones. */
  batch: { readonly instances: readonly string[]; readonly replacements: number } | null
  failure: string | null
}
