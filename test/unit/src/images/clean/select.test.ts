import { expect, test } from 'vitest'
import { type RunFacts, selectRuns } from '#src/images/clean/select.ts'
import { runRecord } from '#test/helpers/run-record.ts'

const runId = '20261121-013000-a1b2'
const hour = 3600

function judge(
  facts: Partial<RunFacts>,
  options: { run?: string; olderThanSeconds?: number } = {},
  hoursLater = 1,
) {
  const now = new Date(Date.parse('2026-11-21T01:30:00Z') + hoursLater * hour * 1000)
  const run = { runId, record: runRecord(), owner: 'dead', packer: undefined, ...facts } as const
  const { selected, skipped } = selectRuns([run], { ...options, now })
  return selected.length === 1 ? 'clean' : (skipped[0]?.why ?? 'not asked for')
}

const unknown = { record: undefined, owner: undefined }

test.each([
  ['whose owner died', judge({}), 'clean'],
  ['whose owner lives', judge({ owner: 'alive' }), /still running \(process 10\)/],
  ['whose owner lives, though named', judge({ owner: 'alive' }, { run: runId }), /still running/],
  [
    'that ended while the process goes on',
    judge({ owner: 'alive', record: runRecord({ outcome: 'failed' }) }),
    'clean',
  ],
  ['whose Packer runs without a driver', judge({ packer: 'running' }), 'clean'],
  ['whose Packer may be another process', judge({ packer: 'doubtful' }), /cannot be verified/],
  ['that nobody here knows, young', judge(unknown), /another machine; if it is not: packer-ecs clean --run/],
  ['that nobody here knows, in its last copy', judge(unknown, {}, 23), /may still be running/],
  ['that nobody here knows, old', judge(unknown, {}, 25), 'clean'],
  ['that nobody here knows, named', judge(unknown, { run: runId }), 'clean'],
  ['on another machine', judge({ owner: 'elsewhere' }), /may still be running on here/],
  ['younger than asked', judge({}, { olderThanSeconds: 2 * hour }), /not old enough/],
  ['older than asked', judge({}, { olderThanSeconds: hour / 2 }), 'clean'],
  ['when another is named', judge({}, { run: '20261121-013000-ffff' }), 'not asked for'],
])('a run %s', (_, verdict, expected) => {
  expect(verdict).toMatch(expected)
})

test('a run whose id is of another form is skipped, although it seems to be old', () => {
  const run = { runId: 'long-ago', record: undefined, owner: undefined, packer: undefined }
  expect(selectRuns([run], { now: new Date('2026-11-21T01:30:00Z') })).toEqual({
    selected: [],
    skipped: [{ runId: 'long-ago', why: 'its id is not a run id' }],
  })
})
