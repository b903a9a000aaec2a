import type { StackEvent } from '../../aws/stack.ts'

/** State of the latest operation on a stack. */
export type Phase = 'running' | 'done' | 'rolledBack' | 'failed' | 'deleted'

/** Reads a stack's status (CloudFormation user guide, stack status codes). */
export function phaseOf(status: string): Phase {
  if (isUnderWay(status)) return 'running'
  if (status === 'DELETE_COMPLETE') return 'deleted'
  if (status.endsWith('_FAILED')) return 'failed'
  return status.endsWith('ROLLBACK_COMPLETE') ? 'rolledBack' : 'done'
}

/** A stack in REVIEW_IN_PROGRESS has no operation: it has only a change set that was not executed. */
export function isUnderWay(status: string): boolean {
  return status.endsWith('_IN_PROGRESS') && status !== 'REVIEW_IN_PROGRESS'
}

/** Whether the event is about the stack itself and not about one of its resources. */
export function isOfStack({ physicalId, stackId, type }: StackEvent): boolean {
  return physicalId === stackId && type === 'AWS::CloudFormation::Stack'
}

/** Whether it is the last event of an operation. */
export function isEnd(event: StackEvent): boolean {
  return isOfStack(event) && !event.status.endsWith('_IN_PROGRESS')
}

/** Whether CloudFormation only rolls back from here on. */
export function isRollbackStart(event: StackEvent): boolean {
  return isOfStack(event) && event.status.endsWith('ROLLBACK_IN_PROGRESS')
}

/** Whether the event is about a nested stack, as a resource of its parent. */
export function isNestedStack(event: StackEvent): boolean {
  return event.type === 'AWS::CloudFormation::Stack' && !isOfStack(event)
}
