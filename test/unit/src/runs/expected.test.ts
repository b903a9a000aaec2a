import { expect, test } from 'vitest'
import { expectedSeconds } from '#src/runs/expected.ts'
import type { RunRecord } from '#src/runs/run-record.ts'
import { runRecord } from '#test/helpers/run-record.ts'

function run(seconds: number, replaced: Partial<RunRecord> = {}): RunRecord {
  return runRecord({ outcome: 'baked', stepSeconds: { build: seconds }, ...replaced })
}
const build = { image: 'ecs', accountId: '1', step: 'build' }

test('is the median of past bakes', () => {
  expect(expectedSeconds([run(300), run(100), run(200)], build)).toBe(200)
})

test('other images, other accounts and failed runs do not count', () => {
  const others = [run(1, { image: 'gpu' }), run(2, { accountId: '2' }), run(3, { outcome: 'failed' })]
  expect(expectedSeconds([...others, run(100)], build)).toBe(100)
})

test('is unknown without past bakes', () => {
  expect(expectedSeconds([], build)).toBeNull()
})
