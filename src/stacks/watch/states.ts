import type { StackEvent } from '../../aws/stack.ts'

/** Where an operation on a stack has come to. `cleaning up`: the result is certain, old resources are going. */
export type Phase = 'running' | 'done' | 'rolledBack' | 'failed' | 'deleted'

/** Reads a stack's status (CloudFormation user guide, stack status codes). */
export function phaseOf(status: string): Phase {
  if (isUnderWay(status)) return 'running'
  if (status === 'DELETE_COMPLETE') return 'deleted'
  if (status.endsWith('_FAILED')) return 'failed'
  return status.endsWith('ROLLBACK_COMPLETE') ? 'rolledBack' : 'done'
}

/** A change set that waits to be executed is no operation, although its stack's status ends like one. */
export function isUnderWay(status: string): boolean {
  return status.endsWith('_IN_PROGRESS') && status !== 'REVIEW_IN_PROGRESS'
}

/** The event tells of the stack itself, not of a resource in it. */
export function isOfStack({ physicalId, stackId, type }: StackEvent): boolean {
  return physicalId === stackId && type === 'AWS::CloudFormation::Stack'
}

/** Nothing comes after it in its operation. */
export function isEnd(event: StackEvent): boolean {
  return isOfStack(event) && !event.status.endsWith('_IN_PROGRESS')
}

/** From here on CloudFormation only undoes. */
export function isRollbackStart(event: StackEvent): boolean {
  return isOfStack(event) && event.status.endsWith('ROLLBACK_IN_PROGRESS')
}

/** A stack inside the stack. */
export function isNestedStack(event: StackEvent): boolean {
  return event.type === 'AWS::CloudFormation::Stack' && !isOfStack(event)
}
