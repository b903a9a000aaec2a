import type { StackEvent } from '../../aws/stack.ts'
import type { EventPage } from '../../aws/stack-events.ts'
import { isEnd, isOfStack } from './states.ts'

/** The new events of one stack. */
export interface Feed {
  /** Events since the last read, oldest first; each event is returned once. */
  read(): Promise<readonly StackEvent[]>
}

export interface FeedRequest {
  /** Events newest first, page by page. */
  readonly page: (next: string | null) => Promise<EventPage>
  /**
   * ClientRequestToken of the operation that this program started: the first read returns only its events. null: the
   * newest operation, regardless of who started it.
   */
  readonly token: string | null
  /** The first read skips earlier events; null: it starts with the operation. */
  readonly since: Date | null
}

/**
 * The events of one operation. Reads pages only back to the last event that it returned, and keeps only the id of that
 * event: a stack with ten thousand events costs as much as one with ten.
 */
export function createFeed({ page, token, since }: FeedRequest): Feed {
  let lastSeen: string | null = null
  return {
    async read() {
      const isBefore = lastSeen === null ? operationBoundary(token, since) : isEvent(lastSeen)
      const found = await readBack(page, isBefore)
      lastSeen = found[0]?.eventId ?? lastSeen
      return found.toReversed()
    },
  }
}

/** Newest first, up to the first event that is too old. */
async function readBack(
  page: FeedRequest['page'],
  isBefore: (event: StackEvent) => boolean,
): Promise<StackEvent[]> {
  const found: StackEvent[] = []
  for (let next: string | null = null; ; ) {
    const { events, next: following } = await page(next)
    for (const event of events) {
      if (isBefore(event)) return found
      found.push(event)
    }
    if (following === null) return found
    next = following
  }
}

function isEvent(eventId: string): (event: StackEvent) => boolean {
  return event => event.eventId === eventId
}

/** Called from the newest event backwards: whether an event is older than the operation. */
function operationBoundary(token: string | null, since: Date | null): (event: StackEvent) => boolean {
  if (since !== null) return ({ time }) => time < since
  // Every event of an operation carries the token of the call that started it.
  if (token !== null) return event => event.token !== token
  let isNewest = true
  return event => {
    const isFirst = isNewest
    isNewest = false
    return !isFirst && isOfStack(event) && (isEnd(event) || event.status === 'REVIEW_IN_PROGRESS')
  }
}
