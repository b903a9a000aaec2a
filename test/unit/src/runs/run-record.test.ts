import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { keepRecord } from '#src/runs/record-keeper.ts'
import { parseRunRecord } from '#src/runs/run-record.ts'
import { unfinishedNotice, unfinishedRuns } from '#src/runs/unfinished.ts'
import { machine } from '#test/helpers/processes.ts'
import { runRecord } from '#test/helpers/run-record.ts'

test('a record of the first version is read, without what it did not know', () => {
  const first = { schemaVersion: 1, runId: 'x', image: 'ecs', region: 'us-east-1', outcome: 'baked' }
  expect(parseRunRecord(JSON.stringify(first))).toMatchObject({
    schemaVersion: 2,
    outcome: 'baked',
    regions: ['us-east-1'],
    owner: null,
    created: [],
  })
})

test('what a later version added is passed over', () => {
  const later = { ...runRecord(), schemaVersion: 3, colour: 'blue' }
  expect(parseRunRecord(JSON.stringify(later))).toMatchObject(runRecord())
})

test('what is no record is none', () => {
  expect(parseRunRecord('{"runId":7}')).toBeUndefined()
})

test('changes are written in their order, and no temporary file stays', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'record-'))
  const keeper = await keepRecord(folder, runRecord())
  await Promise.all([
    keeper.update({ amiName: 'a' }),
    keeper.update({ amiName: 'b' }),
    keeper.update({ leftovers: true }),
  ])
  expect(JSON.parse(await readFile(join(folder, 'run.json'), 'utf8'))).toMatchObject({
    amiName: 'b',
    leftovers: true,
  })
  expect(await readdir(folder)).toEqual(['run.json'])
  await rm(folder, { recursive: true })
})

const account = { accountId: '1', endpoint: null }
const alive = machine({ 10: 'boot:100' })
const dead = machine({})

test.each([
  ['one that is under way is not unfinished', runRecord(), alive, 0],
  ['one whose owner died is', runRecord(), dead, 1],
  ['one that failed and left something is', runRecord({ outcome: 'failed', leftovers: true }), dead, 1],
  ['one that failed and left nothing is not', runRecord({ outcome: 'failed', leftovers: false }), dead, 0],
  ['one that was cleaned up is not', runRecord({ cleanedAt: '2026-11-21T02:00:00.000Z' }), dead, 0],
  ['one of another account is not', runRecord({ accountId: '2' }), dead, 0],
  [
    'one of another machine is not',
    runRecord({ owner: { host: 'x', processId: 1, startMark: '' } }),
    dead,
    0,
  ],
])('of runs, %s', async (_, record, processes, count) => {
  expect(await unfinishedRuns([record], account, processes)).toHaveLength(count)
})

test('the notice is one line with the command', () => {
  expect(unfinishedNotice([runRecord(), runRecord()])).toBe(
    'run 20261121-013000-a1b2 of image ecs may have left something behind (and 1 more): packer-ecs clean --run 20261121-013000-a1b2',
  )
  expect(unfinishedNotice([])).toBeUndefined()
})
