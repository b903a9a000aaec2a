import { expect, test } from 'vitest'
import { createHolds, resourcesMadeBy } from '#sandbox/gateway/holds.ts'

function fakeClock() {
  let milliseconds = 0
  const slept: number[] = []
  return {
    slept,
    pass: (more: number) => {
      milliseconds += more
    },
    now: () => new Date(milliseconds),
    sleep: async (more: number) => {
      slept.push(more)
      milliseconds += more
    },
  }
}

test('a held resource is released after its time, counted from the call', async () => {
  const clock = fakeClock()
  const holds = createHolds(clock)
  holds.hold('ami-1', 5)
  clock.pass(2000)
  await holds.released('ami-1')
  expect(clock.slept).toEqual([3000])
})

test('a resource that is not held, or no longer, is released at once', async () => {
  const clock = fakeClock()
  const holds = createHolds(clock)
  holds.hold('ami-1', 1)
  clock.pass(1500)
  await holds.released('ami-1')
  await holds.released('ami-2')
  expect(clock.slept).toEqual([])
})

test('the ids of created resources are read from the response', () => {
  const answer =
    '<instancesSet><item><instanceId>i-1</instanceId></item><item><instanceId>i-2</instanceId></item></instancesSet>'
  expect(resourcesMadeBy('RunInstances', answer)).toEqual(['i-1', 'i-2'])
  expect(resourcesMadeBy('CreateImage', '<imageId>ami-1</imageId>')).toEqual(['ami-1'])
  expect(resourcesMadeBy('DescribeInstances', answer)).toEqual([])
})
