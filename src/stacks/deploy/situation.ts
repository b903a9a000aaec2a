import type { StackDescription } from '../../aws/stack.ts'
import { ToolError } from '../../errors/tool-error.ts'
import { isUnderWay } from '../watch/states.ts'

/** What the state of a stack means for a deploy. */
export type Situation =
  /** No stack, or only the draft that holds the change sets of a new stack. */
  | { readonly kind: 'new'; readonly shell: StackDescription | null }
  | { readonly kind: 'ready'; readonly stack: StackDescription }
  /** An operation is in progress: the deploy joins it. */
  | { readonly kind: 'running'; readonly stack: StackDescription }
  /** Never created, or partly deleted: CloudFormation can only delete it. */
  | { readonly kind: 'dead'; readonly stack: StackDescription; readonly why: string }
  | { readonly kind: 'rollback-failed'; readonly stack: StackDescription }

/** @throws ToolError STACK_STUCK for a state that only you can resolve */
export function situationOf(stack: StackDescription | undefined): Situation {
  if (stack === undefined || stack.status === 'DELETE_COMPLETE') return { kind: 'new', shell: null }
  const { status } = stack
  if (status === 'REVIEW_IN_PROGRESS') return { kind: 'new', shell: stack }
  if (isUnderWay(status)) return { kind: 'running', stack }
  if (status === 'UPDATE_ROLLBACK_FAILED') return { kind: 'rollback-failed', stack }
  const why = dead[status]
  if (why !== undefined) return { kind: 'dead', stack, why }
  if (status === 'IMPORT_ROLLBACK_FAILED') throw stuck(stack)
  return { kind: 'ready', stack }
}

/** Why CloudFormation does not update a stack in this state. */
const dead: Readonly<Record<string, string>> = {
  ROLLBACK_COMPLETE: 'it was never created, because its creation failed and was rolled back',
  ROLLBACK_FAILED: 'its creation failed, and so did the rollback',
  CREATE_FAILED: 'its creation failed',
  DELETE_FAILED: 'its deletion failed',
}

function stuck({ stackName, status, statusReason }: StackDescription): ToolError {
  return new ToolError(
    'STACK_STUCK',
    `the stack ${stackName} is in ${status}: ${statusReason ?? 'no reason given'}`,
    {
      why: 'CloudFormation accepts no change in this state.',
      hint: 'Fix what the reason names, then roll back the import in the CloudFormation console.',
    },
  )
}
