import { expect, test } from 'vitest'
import { createPolls } from '#sandbox/ecs/polls.ts'
import type { Task } from '#sandbox/ecs/types.ts'

function setUp() {
  const over = Promise.withResolvers<void>()
  let tasks: Pick<Task, 'id' | 'isStopOrdered'>[] = []
  const polls = createPolls({ now: () => new Date(0), sleep: () => over.promise }, () => tasks as Task[])
  return {
    polls,
    end: over.resolve,
    set(...next: typeof tasks) {
      tasks = next
      polls.look()
    },
  }
}

test('an agent that knows nothing gets its tasks at once', async () => {
  const { polls, set } = setUp()
  set({ id: 'a', isStopOrdered: false })
  const { tasks } = await polls.poll('instance', undefined)
  expect(tasks.map(({ id }) => id)).toEqual(['a'])
})

test('a poll is answered when a task comes, or has to stop', async () => {
  const { polls, set } = setUp()
  const { revision } = await polls.poll('instance', undefined)
  const first = polls.poll('instance', revision)
  set({ id: 'a', isStopOrdered: false })
  const second = polls.poll('instance', (await first).revision)
  set({ id: 'a', isStopOrdered: true })
  expect((await second).tasks).toEqual([{ id: 'a', isStopOrdered: true }])
  expect((await second).revision).toBeGreaterThan((await first).revision)
})

test('a poll is answered with the same revision when its time is over', async () => {
  const { polls, end } = setUp()
  const { revision } = await polls.poll('instance', undefined)
  const again = polls.poll('instance', revision)
  end()
  expect((await again).revision).toBe(revision)
})
