import type { StackEvent } from '../../aws/stack.ts'
import type { EventPage } from '../../aws/stack-events.ts'
import { createFeed, type Feed } from './feed.ts'
import { isEnd, isNestedStack } from './states.ts'

/** An event, and how deep its stack is nested in the watched stack. */
export interface WatchedEvent extends StackEvent {
  /** 0: the watched stack itself. */
  readonly depth: number
}

export interface Family {
  /** New events of the stack and its nested stacks, in the order in which they happened. */
  read(): Promise<readonly WatchedEvent[]>
}

interface Member {
  readonly feed: Feed
  readonly depth: number
  isActive: boolean
}

type Pages = (stackId: string, next: string | null) => Promise<EventPage>

/** A stack and its nested stacks, which the events of their parent stacks reveal. */
export function createFamily(stackId: string, token: string | null, pages: Pages): Family {
  const members = new Map<string, Member>()
  const add = (id: string, depth: number, ownToken: string | null, since: Date | null) => {
    const known = members.get(id)
    if (known !== undefined) known.isActive = true
    else {
      const feed = createFeed({ page: next => pages(id, next), token: ownToken, since })
      members.set(id, { feed, depth, isActive: true })
    }
  }
  add(stackId, 0, token, null)

  async function readMember(id: string, member: Member): Promise<WatchedEvent[]> {
    const events = await member.feed.read()
    for (const event of events) {
      if (isNestedStack(event) && event.physicalId && event.status.endsWith('_IN_PROGRESS')) {
        // Every event of a new nested stack belongs to this operation; of an existing one, only later events do.
        const since = event.status === 'CREATE_IN_PROGRESS' ? new Date(0) : event.time
        add(event.physicalId, member.depth + 1, null, since)
      }
      if (isEnd(event) && id !== stackId) member.isActive = false
    }
    return events.map(event => ({ ...event, depth: member.depth }))
  }

  return {
    async read() {
      const known = new Set<string>()
      const events: WatchedEvent[] = []
      // A nested stack that was just found is read in the same round.
      for (;;) {
        const waiting = [...members].filter(([id, { isActive }]) => isActive && !known.has(id))
        if (waiting.length === 0) break
        for (const [id] of waiting) known.add(id)
        const found = await Promise.all(waiting.map(([id, member]) => readMember(id, member)))
        events.push(...found.flat())
      }
      return members.size === 1 ? events : inOrder(events)
    },
  }
}

/** By time; at the same time, events of nested stacks first. Keeps the order within a stack. */
function inOrder(events: readonly WatchedEvent[]): WatchedEvent[] {
  return events.toSorted((a, b) => a.time.getTime() - b.time.getTime() || b.depth - a.depth)
}
