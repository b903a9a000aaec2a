import type { EventContent } from './effects.ts'

/** A stack's events, oldest first. Events are only added. */
export interface LoggedEvent extends EventContent {
  readonly eventId: string
  readonly time: Date
}

export interface EventLog {
  append(stackId: string, event: EventContent, time: Date): void
  /** Newest first. */
  of(stackId: string): readonly LoggedEvent[]
}

/** `uniqueId` returns the random part of an event's id. */
export function createEventLog(uniqueId: () => string): EventLog {
  const logs = new Map<string, LoggedEvent[]>()
  return {
    append(stackId, event, time) {
      const log = logs.get(stackId) ?? []
      logs.set(stackId, log)
      const eventId =
        event.physicalId === stackId ? uniqueId() : `${event.logicalId}-${event.status}-${uniqueId()}`
      log.push({ ...event, eventId, time })
    },
    of: stackId => (logs.get(stackId) ?? []).toReversed(),
  }
}
