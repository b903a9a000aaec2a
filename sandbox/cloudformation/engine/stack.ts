import type { Wanted } from '../change-set/wanted.ts'
import type { Json, Properties, Tags } from '../types.ts'

/** A stack as the engine keeps it. Its events are kept beside it (event-log.ts), they only ever grow. */
export interface Stack {
  /** ARN. */
  readonly id: string
  readonly name: string
  readonly region: string
  /** Of the stack that it is a resource of; null for one that stands by itself. */
  readonly parentId: string | null
  /** Of the outermost stack around it; null for that one. */
  readonly rootId: string | null
  readonly createdAt: Date
  updatedAt: Date | null
  deletedAt: Date | null
  status: StackStatus
  statusReason: string | null
  /** What the stack was last brought to; null before the first operation, while a change set is reviewed. */
  definition: Definition | null
  outputs: readonly Output[]
  resources: Record<string, Resource>
  /** What a launch template held in a version, by `lt-0abc:2`: a rollback makes a new version of old content. */
  launchContents: Record<string, string>
  /** What a failed rollback has not removed yet. */
  pendingRemovals: Resource[]
  /** Names of exports that it uses. */
  imports: readonly string[]
  terminationProtection: boolean
  operation: Operation | null
}

/** `REVIEW_IN_PROGRESS`, `CREATE_COMPLETE`, …: CloudFormation's words. */
export type StackStatus = string

/** What somebody asked a stack to be. */
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
  /** As last applied, intrinsics resolved. */
  properties: Properties
  /** The stack's, as last applied. */
  tags: Tags
  /** Of the template, intrinsics resolved; null: none. */
  metadata: Json | null
  status: string
  statusReason: string | null
  updatedAt: Date
  deletionPolicy: string
  updateReplacePolicy: string
  /** A change of it was begun and did not end well: what it is now nobody knows. */
  isUncertain: boolean
  /** What it was before this operation replaced it. */
  replaced: Pick<Resource, 'physicalId' | 'attributes' | 'properties' | 'tags'> | null
}

export interface Operation {
  /** Id that DescribeEvents knows it by. */
  readonly id: string
  readonly kind: 'create' | 'update' | 'delete'
  readonly token: string | null
  onFailure: 'rollback' | 'delete' | 'nothing'
  readonly startedAt: Date
  readonly target: Definition
  /** What a failed update goes back to. */
  readonly previous: Definition | null
  /** `held`: done or taken back, as far as this stack goes; the stack around it decides what comes next. */
  phase: 'forward' | 'stopping' | 'back' | 'held' | 'cleanup' | 'removal'
  tasks: Record<string, Task>
  /** What is done when everything else is: old physical resources go, updated nested stacks clean up. */
  leftovers: Leftover[]
  /** Logical ids of the nested stacks that this operation has updated; they end with it, or go back with it. */
  nested: string[]
  /** Sizes of groups before this operation raised them for a while. */
  groupSizes: Record<string, { readonly min: number; readonly max: number; readonly desired: number }>
  /** Logical ids that a continued rollback leaves alone. */
  skip: readonly string[]
  failures: string[]
  failureReason: string | null
  wentBack: boolean
  /** Part of an operation on the stack around it. */
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
  /** Logical ids that come before. */
  readonly after: readonly string[]
  state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled'
  /** Under way at the actuator. */
  isInFlight: boolean
  /** An event of this task was told. */
  change: 'create' | 'update' | 'replace' | 'none'
  /** What is applied, and sizes of a group that are to be written to it. */
  next: { readonly properties: Properties; readonly sizes: Properties } | null
  signals: Signals | null
  rolling: Rolling | null
}

/** Signals that a resource waits for. */
export interface Signals {
  readonly count: number
  /** ISO 8601 duration, for the words. */
  readonly timeout: string
  /** Null until the waiting has begun. */
  deadline: Date | null
  /** Status by unique id. */
  received: Record<string, 'SUCCESS' | 'FAILURE'>
  readonly minimumPercent: number
}

/** What an UpdatePolicy says of a rolling update. */
export interface RollingPolicy {
  readonly minInService: number
  readonly batchSize: number
  /** ISO 8601 duration. */
  readonly pauseTime: string
  readonly waits: boolean
  readonly minimumPercent: number
  readonly suspended: readonly string[]
}

/** A rolling update of a group. */
export interface Rolling extends RollingPolicy {
  /** Sizes the group has again at the end. */
  readonly sizes: { readonly min: number; readonly max: number; readonly desired: number }
  obsolete: string[]
  readonly total: number
  /** Instances now in the group. */
  size: number
  /** New ones that are in service. */
  renewed: number
  /** What the batch under way takes away and adds. */
  batch: { readonly instances: readonly string[]; readonly replacements: number } | null
  failure: string | null
}
