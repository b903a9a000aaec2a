import type { StackEvent } from '../../aws/stack.ts'

export function isGroup({ type }: Pick<StackEvent, 'type'>): boolean {
  return type === 'AWS::AutoScaling::AutoScalingGroup'
}

/** Whether instances signal the resource: a group, or a wait condition beside it. */
export function isSignaled(event: Pick<StackEvent, 'type'>): boolean {
  return isGroup(event) || event.type === waitConditionType
}

export const waitConditionType = 'AWS::CloudFormation::WaitCondition'

/** The instance that signaled, and its result, e.g. `Received FAILURE signal with UniqueId i-0123456789abcdef0`. */
export function signalOf({ reason }: StackEvent): { instanceId: string; isSuccess: boolean } | null {
  const [, result, instanceId] =
    /^Received (SUCCESS|FAILURE) signal with UniqueId (i-[0-9a-f]+)/.exec(reason ?? '') ?? []
  return instanceId === undefined ? null : { instanceId, isSuccess: result === 'SUCCESS' }
}

/** Instances did not signal in time; the failure of the resource follows. */
export function isTimeout({ reason }: StackEvent): boolean {
  return /^Failed to receive \d+ resource signal/.test(reason ?? '')
}

/** Ids of the instances that the event names. */
export function instancesIn({ reason }: StackEvent): string[] {
  return [...new Set((reason ?? '').match(/\bi-[0-9a-f]{8,17}\b/g) ?? [])]
}
