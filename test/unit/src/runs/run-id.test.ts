import { expect, test } from 'vitest'
import { newRunId } from '#src/runs/run-id.ts'

test('a run id is the time in UTC and something random, so that it sorts by time', () => {
  const clock = { now: () => new Date('2026-11-21T01:02:03.456Z'), sleep: async () => {} }
  expect(newRunId(clock, { hex: bytes => 'ab'.repeat(bytes) })).toBe('20261121-010203-abab')
})
