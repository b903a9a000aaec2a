import { expect, test } from 'vitest'
import { rolloutOf, rolloutWords } from '#src/stacks/services/rollout.ts'

test.each([
  [4, 100, 150, '4 tasks, 2 at a time, never fewer than 4'],
  [4, 50, 100, '4 tasks, 2 at a time, never fewer than 2'],
  [2, 100, 200, '2 tasks, all at once, never fewer than 2'],
  [3, 50, 200, '3 tasks, all at once, never fewer than 2'],
  [1, 100, 200, '1 task, never fewer than 1'],
  [1, 0, 100, '1 task: the old one stops before the new one starts'],
  [2, 0, 100, '2 tasks: the old ones stop before the new ones start'],
  [1, 100, 150, '1 task, none of which can be replaced'],
  [0, 100, 200, 'no tasks run'],
])('%i tasks with %i to %i percent: %s', (desired, minimum, maximum, words) => {
  expect(rolloutWords(rolloutOf(desired, minimum, maximum))).toBe(words)
})
