import { expect, test } from 'vitest'
import type { CloudFormation } from '#src/aws/cloudformation.ts'
import { createStatusWatch } from '#src/stacks/watch/status-watch.ts'

/** Looks each second of quiet; the statuses are what CloudFormation reports, one after the other. */
async function watched(statuses: readonly string[], seconds: readonly number[]) {
  let calls = 0
  const client = {
    stack: async () => ({ status: statuses[Math.min(calls++, statuses.length - 1)] }),
  } as unknown as CloudFormation
  const watch = createStatusWatch('stack', client)
  const found: (string | null)[] = []
  for (const second of seconds) found.push(await watch.look(second * 1000))
  return { calls, found }
}
const upTo = (last: number) => Array.from({ length: last + 1 }, (_, second) => second)

test('a stack with events is not looked up', async () => {
  expect((await watched(['UPDATE_COMPLETE'], upTo(14))).calls).toBe(0)
})

test('a quiet stack is looked up every 15 seconds', async () => {
  expect((await watched(['UPDATE_IN_PROGRESS'], upTo(60))).calls).toBe(4)
})

test('a status that two looks find is the end', async () => {
  const { found } = await watched(['UPDATE_COMPLETE'], upTo(30))
  expect(found.findIndex(status => status !== null)).toBe(30)
  expect(found.at(-1)).toBe('UPDATE_COMPLETE')
})

test('a status from before the operation is not its end', async () => {
  const { found } = await watched(['CREATE_COMPLETE', 'UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE'], upTo(45))
  expect(found.every(status => status === null)).toBe(true)
})

test('an event between two looks starts again', async () => {
  const { found } = await watched(['CREATE_COMPLETE', 'UPDATE_COMPLETE'], [15, 0, 15, 30])
  expect(found).toEqual([null, null, null, 'UPDATE_COMPLETE'])
})

test('a draft is not an end', async () => {
  const { found } = await watched(['REVIEW_IN_PROGRESS'], upTo(45))
  expect(found.every(status => status === null)).toBe(true)
})
