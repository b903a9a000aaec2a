import { expect, test } from 'vitest'
import { pause } from '#src/stacks/watch/watch.ts'

test.each([
  [0, 1300],
  [59_999, 1300],
  [60_000, 3500],
])('after %i ms without an event the next read is %i ms away', (quiet, expected) => {
  expect(pause(quiet)).toBe(expected)
})
