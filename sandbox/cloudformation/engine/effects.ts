import type { GroupView, Properties, ResourceRecord } from '../types.ts'
import type { Definition, HandleSignal, Operation } from './stack.ts'

/** Inputs of a stack. */
export type Input =
  | BeginInput
  | { readonly type: 'cancel' }
  | ContinueInput
  | {
      readonly type: 'signal'
      readonly logicalId: string
      readonly uniqueId: string
      readonly status: 'SUCCESS' | 'FAILURE'
    }
  /** A signal that was sent to the URL of a wait condition handle. */
  | { readonly type: 'handleSignal'; readonly handle: string; readonly signal: HandleSignal }
  | { readonly type: 'done'; readonly logicalId: string; readonly step: Step; readonly result: StepResult }
  | { readonly type: 'failed'; readonly logicalId: string; readonly step: Step; readonly reason: string }
  /** The creation of a nested stack has started; its step ends with the creation. */
  | { readonly type: 'started'; readonly logicalId: string; readonly physicalId: string }
  /** From a parent stack to its nested stack: stop because the parent failed; roll back; clean up. */
  | { readonly type: 'stop' | 'goBack' | 'cleanUp' }
  /** A deadline may have passed. */
  | { readonly type: 'tick' }

export interface BeginInput {
  readonly type: 'begin'
  readonly kind: Operation['kind']
  readonly operationId: string
  readonly token: string | null
  readonly onFailure: Operation['onFailure']
  readonly target: Definition
  /** Logical ids of resources that a delete retains. */
  readonly skip: readonly string[]
  /** Whether the operation is part of an operation on the parent stack. */
  readonly isNested: boolean
}

export interface ContinueInput {
  readonly type: 'continue'
  readonly operationId: string
  readonly token: string | null
  /** Logical ids of resources to skip. */
  readonly skip: readonly string[]
}

/** Work outside of the reducer. Each `run` ends with one `done` or `failed` of the same step. */
export type Effect =
  | { readonly type: 'run'; readonly logicalId: string; readonly step: Step }
  | { readonly type: 'event'; readonly event: EventContent }
  /** Stops the operation of a nested stack. */
  | { readonly type: 'cancel'; readonly stackId: string }

export type Step =
  | { readonly kind: 'create'; readonly properties: Properties }
  | {
      readonly kind: 'update'
      readonly properties: Properties
      readonly physicalId: string
      readonly previous: Properties
    }
  | {
      readonly kind: 'remove'
      readonly physicalId: string
      readonly properties: Properties
      readonly resourceType: string
    }
  /** Waits until a resource is stable. No task is in flight meanwhile, so it can be cancelled. */
  | {
      readonly kind: 'stabilize'
      readonly physicalId: string
      readonly properties: Properties
      /** Id of the wait; the end of an earlier one has no effect. */
      readonly wait: string
    }
  /** Of nested stacks: roll the update back to these properties; clean up at the end of the operation. */
  | { readonly kind: 'goBack'; readonly physicalId: string; readonly properties: Properties }
  | { readonly kind: 'cleanUp'; readonly physicalId: string }
  /** Reads a group before or after its update. */
  | { readonly kind: 'view'; readonly physicalId: string; readonly when: 'before' | 'after' }
  | {
      readonly kind: 'suspend' | 'resume'
      readonly physicalId: string
      readonly processes: readonly string[]
    }
  | {
      readonly kind: 'resize'
      readonly physicalId: string
      readonly min?: number
      readonly max?: number
      readonly desired?: number
    }
  | {
      readonly kind: 'terminate'
      readonly physicalId: string
      readonly instances: readonly { readonly instanceId: string; readonly decrement: boolean }[]
    }

export type StepResult = ResourceRecord | GroupView | null

export interface EventContent {
  readonly logicalId: string
  readonly physicalId: string
  readonly resourceType: string
  readonly status: string
  readonly reason: string | null
  readonly properties: Properties | null
  readonly token: string | null
  readonly operationId: string
  /** As in DescribeEvents. */
  readonly operationType: string
}
