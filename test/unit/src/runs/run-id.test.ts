import { expect, test } from 'vitest'
import { isRunId, newRunId, startOf } from '#src/runs/run-id.ts'

test('a run id is the time in UTC and something random, so that it sorts by time', () => {
  const clock = { now: () => new Date('2026-11-21T01:02:03.456Z'), sleep: async () => {} }
  expect(newRunId(clock, { hex: bytes => 'ab'.repeat(bytes) })).toBe('20261121-010203-abab')
})

test.each([
  ['20261121-013000-a1b2', '2026-11-21T01:30:00.000Z'],
  ['20240229-235959-0000', '2024-02-29T23:59:59.000Z'],
  ['19991231-000000-ffff', '1999-12-31T00:00:00.000Z'],
])('the run %s started at %s', (runId, start) => {
  expect(startOf(runId)?.toISOString()).toBe(start)
})

test.each([
  '',
  'x',
  '20261121-013000',
  '20261121-013000-A1B2',
  '20261121-013000-a1b2-x',
  ' 20261121-013000-a1b2',
  '20261121-013000-a1b2\n',
  '../20261121-013000-a1b2',
  '20261321-013000-a1b2',
  '20260631-013000-a1b2',
  '20261121-250000-a1b2',
])('%j is no run id, so that it has no start', text => {
  expect(startOf(text)).toBeUndefined()
  expect(isRunId(text)).toBe(false)
})
