import { expect, test } from 'vitest'
import { pause } from '#src/stacks/watch/watch.ts'

/** Milliseconds that the calls of one look may take at most, so that the limits hold. */
const look = 500

test.each([
  ['moves', 0, 2000],
  ['moved in the last minute', 59_999, 2000],
  ['is quiet', 60_000, 5000],
])('a stack that %s is looked at in time', (_, quiet, limit) => {
  expect(pause(quiet) + look).toBeLessThanOrEqual(limit)
})
