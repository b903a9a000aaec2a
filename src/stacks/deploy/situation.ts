import type { StackDescription } from '../../aws/stack.ts'
import { ToolError } from '../../errors/tool-error.ts'
import { isUnderWay } from '../watch/states.ts'

/** What the state of a stack means to somebody who wants to deploy it. */
export type Situation =
  /** No stack, or only the shell that change sets of a new stack have. */
  | { readonly kind: 'new'; readonly shell: StackDescription | null }
  | { readonly kind: 'ready'; readonly stack: StackDescription }
  /** An operation is under way: it is joined. */
  | { readonly kind: 'running'; readonly stack: StackDescription }
  /** Never worked, or half deleted: only deleting leads on. */
  | { readonly kind: 'dead'; readonly stack: StackDescription; readonly why: string }
  | { readonly kind: 'rollback-failed'; readonly stack: StackDescription }

/** @throws ToolError STACK_STUCK for what only a person can lead out of */
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

/** Why CloudFormation lets nobody update a stack in this state. */
const dead: Readonly<Record<string, string>> = {
  ROLLBACK_COMPLETE: 'it was never created: its first creation failed and was rolled back',
  ROLLBACK_FAILED: 'its first creation failed, and so did rolling it back',
  CREATE_FAILED: 'its first creation failed',
  DELETE_FAILED: 'deleting it failed half-way',
}

function stuck({ stackName, status, statusReason }: StackDescription): ToolError {
  return new ToolError(
    'STACK_STUCK',
    `the stack ${stackName} is in ${status}: ${statusReason ?? 'no reason given'}`,
    {
      why: 'CloudFormation takes no change in this state.',
      hint: 'Mend what the reason names, then roll the import back in the CloudFormation console.',
    },
  )
}
