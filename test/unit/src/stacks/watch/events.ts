import type { StackEvent } from '#src/aws/stack.ts'
import type { EventPage } from '#src/aws/stack-events.ts'
import type { WatchedEvent } from '#src/stacks/watch/family.ts'

export const stackId = 'arn:aws:cloudformation:us-east-1:123456789012:stack/fleet/1'
const start = Date.UTC(2026, 10, 21, 12)
let count = 0

/** An event of a resource in the stack; one second after the one that was made before. */
export function event(logicalId: string, status: string, settings: Partial<StackEvent> = {}): WatchedEvent {
  count += 1
  return {
    eventId: `event-${count}`,
    stackId,
    stackName: 'fleet',
    logicalId,
    physicalId: `physical-${logicalId}`,
    type: 'AWS::Logs::LogGroup',
    status,
    reason: null,
    time: new Date(start + count * 1000),
    token: null,
    ...settings,
    depth: 0,
  }
}

/** An event of the stack itself. */
export function ofStack(status: string, settings: Partial<StackEvent> = {}): WatchedEvent {
  const id = settings.stackId ?? stackId
  return event('fleet', status, { type: 'AWS::CloudFormation::Stack', physicalId: id, ...settings })
}

export function ofGroup(status: string, reason: string | null): WatchedEvent {
  return event('Group', status, { type: 'AWS::AutoScaling::AutoScalingGroup', physicalId: 'group-1', reason })
}

/** Pages of a history that may still grow, newest first, as CloudFormation gives them; counts the calls. */
export function paged(history: StackEvent[], size = 100) {
  const calls: (string | null)[] = []
  return {
    calls,
    page: async (next: string | null): Promise<EventPage> => {
      calls.push(next)
      const newest = history.toReversed()
      const first = Number(next ?? 0)
      return {
        events: newest.slice(first, first + size),
        next: first + size < newest.length ? String(first + size) : null,
      }
    },
  }
}
