import type { GroupView, Properties, ResourceRecord } from '../types.ts'
import type { Definition, Operation } from './stack.ts'

/** What happens to a stack. */
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
  | { readonly type: 'done'; readonly logicalId: string; readonly step: Step; readonly result: StepResult }
  | { readonly type: 'failed'; readonly logicalId: string; readonly step: Step; readonly reason: string }
  /** A nested stack has begun to be created; its step is answered when it has ended. */
  | { readonly type: 'started'; readonly logicalId: string; readonly physicalId: string }
  /** To a nested stack, from the one around it: that has failed; go back from where you wait; end. */
  | { readonly type: 'stop' | 'goBack' | 'cleanUp' }
  /** A time that the stack waits for may have come. */
  | { readonly type: 'tick' }

export interface BeginInput {
  readonly type: 'begin'
  readonly kind: Operation['kind']
  readonly operationId: string
  readonly token: string | null
  readonly onFailure: Operation['onFailure']
  readonly target: Definition
  /** Logical ids that a delete leaves where they are. */
  readonly skip: readonly string[]
  /** It is a part of an operation on the stack around it. */
  readonly isNested: boolean
}

export interface ContinueInput {
  readonly type: 'continue'
  readonly operationId: string
  readonly token: string | null
  /** Logical ids that are taken as they are. */
  readonly skip: readonly string[]
}

/** What is to be done outside. Each `run` is answered by one `done` or `failed` with the same step. */
export type Effect =
  | { readonly type: 'run'; readonly logicalId: string; readonly step: Step }
  | { readonly type: 'event'; readonly event: EventContent }
  /** A nested stack is to stop what it does. */
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
  /** Nested stacks: back to what was before the update, with these properties; the end of an operation. */
  | { readonly kind: 'goBack'; readonly physicalId: string; readonly properties: Properties }
  | { readonly kind: 'cleanUp'; readonly physicalId: string }
  /** A group before its update, and after it. */
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
  /** As DescribeEvents names it. */
  readonly operationType: string
}
