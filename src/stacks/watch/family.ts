import type { StackEvent } from '../../aws/stack.ts'
import type { EventPage } from '../../aws/stack-events.ts'
import { createFeed, type Feed } from './feed.ts'
import { isEnd, isNestedStack } from './states.ts'

/** An event and how deep its stack lies in the one that is watched. */
export interface WatchedEvent extends StackEvent {
  /** 0: the stack itself. */
  readonly depth: number
}

export interface Family {
  /** What is new in the stack and in those within it, in the order in which it happened. */
  read(): Promise<readonly WatchedEvent[]>
}

interface Member {
  readonly feed: Feed
  readonly depth: number
  isActive: boolean
}

type Pages = (stackId: string, next: string | null) => Promise<EventPage>

/** A stack and its nested stacks, which are found by the events of the stack around them. */
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
        // All that happened in a new one belongs to this; in one that was there, only what comes after.
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
      // A nested stack that was just found is asked in the same round.
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

/** By time; of one moment, what is inside first. The order within a stack stays. */
function inOrder(events: readonly WatchedEvent[]): WatchedEvent[] {
  return events.toSorted((a, b) => a.time.getTime() - b.time.getTime() || b.depth - a.depth)
}
