import { describe, expect, test } from 'vitest'
import { type AmiRecord, amiRecords } from '#src/state/ami-record.ts'
import { changeDocument, readDocument } from '#src/state/document.ts'
import { inventories } from '#src/state/inventory.ts'
import { runSummaries } from '#src/state/run-summary.ts'
import { stateWorld } from '#test/helpers/state-world.ts'

const id = 'ami-0123456789abcdef0'
const key = `amis/${id}.json`
const record: AmiRecord = {
  schemaVersion: 1,
  imageId: id,
  project: 'shop',
  image: 'web',
  bakeKey: 'a'.repeat(64),
  runId: '20261121-014500-c3d4',
  bakedAt: '2026-11-21T01:45:00.000Z',
  origin: null,
  verdict: null,
  rejected: null,
  promotions: [],
}
const act = { at: '2026-11-21T02:00:00.000Z', by: 'me', reason: null }
const promoted = (channel: string) => (before?: AmiRecord) => {
  const { promotions, ...rest } = before ?? record
  return { ...rest, promotions: [...promotions, { ...act, channel }] }
}

/** A bucket with that text as the AMI's record. */
async function holding(text: string) {
  const state = stateWorld()
  await state.put(key, text)
  return state
}

test('a document that does not exist is undefined', async () => {
  expect(await readDocument(amiRecords, id, stateWorld().machine().store)).toBeUndefined()
})

test('a document is created, changed and read', async () => {
  const state = stateWorld()
  await changeDocument(amiRecords, id, () => record, state.machine())
  await changeDocument(amiRecords, id, promoted('live'), state.machine())
  const found = await readDocument(amiRecords, id, state.machine().store)
  expect(found?.content).toEqual({ ...record, promotions: [{ ...act, channel: 'live' }] })
})

test('a change that returns undefined writes nothing', async () => {
  const state = stateWorld()
  expect(await changeDocument(amiRecords, id, () => undefined, state.machine())).toBeUndefined()
  expect(state.text(key)).toBeUndefined()
})

test('of two changes at the same time, none is lost', async () => {
  const state = await holding(JSON.stringify(record))
  await Promise.all(
    ['live', 'canary', 'test'].map(channel =>
      changeDocument(amiRecords, id, promoted(channel), state.machine()),
    ),
  )
  const found = await readDocument(amiRecords, id, state.machine().store)
  expect(found?.content.promotions.map(({ channel }) => channel).toSorted()).toEqual([
    'canary',
    'live',
    'test',
  ])
})

test('a change whose response is lost is made once', async () => {
  const state = await holding(JSON.stringify(record))
  state.world.faults = [undefined, 'repeated']
  const changed = await changeDocument(amiRecords, id, promoted('live'), state.machine())
  expect(changed?.promotions).toHaveLength(1)
  expect(JSON.parse(state.text(key) ?? '').promotions).toHaveLength(1)
})

test('a change that other processes prevent again and again is reported', async () => {
  const state = stateWorld()
  state.world.faults = Array.from({ length: 20 }, (_, index) => (index % 2 === 1 ? 'conflict' : undefined))
  const change = changeDocument(amiRecords, id, () => record, state.machine())
  await expect(change).rejects.toMatchObject({ code: 'STATE_CONTENDED' })
})

test('fields that a newer version added are kept', async () => {
  const state = await holding(JSON.stringify({ ...record, cost: { cents: 3 } }))
  await changeDocument(amiRecords, id, promoted('live'), state.machine())
  expect(JSON.parse(state.text(key) ?? '')).toMatchObject({ cost: { cents: 3 } })
})

test('a document of a newer schema version is refused with the way out', async () => {
  const { machine } = await holding(JSON.stringify({ schemaVersion: 2 }))
  await expect(readDocument(amiRecords, id, machine().store)).rejects.toMatchObject({
    code: 'STATE_DOCUMENT_NEWER',
    message: `${key} in the state bucket has schema version 2`,
  })
})

describe('a document from the account is refused if it has', () => {
  test.each([
    ['no JSON', '{'],
    ['no content', ''],
    ['another shape', '[]'],
    ['a wrong type', JSON.stringify({ ...record, promotions: 'all' })],
    ['control characters', JSON.stringify({ ...record, rejected: { ...act, by: 'me\u001b[2J' } })],
    ['text that runs backwards', JSON.stringify({ ...record, rejected: { ...act, reason: '\u202eevil' } })],
    ['an AMI id that is none', JSON.stringify({ ...record, imageId: 'ami-1; rm -rf /' })],
    ['a day that does not exist', JSON.stringify({ ...record, bakedAt: '2026-02-31T00:00:00.000Z' })],
    ['too many bytes', JSON.stringify({ ...record, more: 'x'.repeat(1_000_000) })],
  ])('%s', async (_, text) => {
    const state = await holding(text)
    const change = changeDocument(amiRecords, id, promoted('live'), state.machine())
    await expect(change).rejects.toMatchObject({
      code: 'STATE_DOCUMENT_INVALID',
      message: `${key} in the state bucket is not a valid document`,
    })
    expect(state.text(key)).toBe(text)
  })
})

test('a document that could not be read again is not written', async () => {
  const state = stateWorld()
  const invalid = { ...record, image: 'WEB' }
  const change = changeDocument(amiRecords, id, () => invalid, state.machine())
  await expect(change).rejects.toMatchObject({ code: 'STATE_DOCUMENT_INVALID' })
  expect(state.text(key)).toBeUndefined()
})

test.each(['../locks/shop', 'ami-1/2', '', `ami-${'0'.repeat(200)}`])('%j is not an id', async name => {
  const read = readDocument(amiRecords, name, stateWorld().machine().store)
  await expect(read).rejects.toThrow('cannot be an id in amis/')
})

test('an inventory lists packages', async () => {
  const { machine } = stateWorld()
  const inventory = {
    schemaVersion: 1 as const,
    imageId: id,
    kernel: '6.1.156',
    agentVersion: '1.108.1',
    dockerVersion: '25.0.16',
    release: '2023.9.20261116',
    packages: [{ name: 'openssl', version: '3.2.2-1' }],
  }
  await changeDocument(inventories, id, () => inventory, machine())
  expect((await readDocument(inventories, id, machine().store))?.content).toEqual(inventory)
})

test('a run in progress has no end', async () => {
  const { machine } = stateWorld()
  const run = {
    schemaVersion: 1 as const,
    runId: record.runId,
    kind: 'verify',
    project: 'shop',
    subject: 'web',
    accountId: '123456789012',
    region: 'us-east-1',
    by: 'me',
    host: 'laptop',
    startedAt: record.bakedAt,
    endedAt: null,
    outcome: 'running',
  }
  await changeDocument(runSummaries, run.runId, () => run, machine())
  expect((await readDocument(runSummaries, run.runId, machine().store))?.content).toEqual(run)
})
