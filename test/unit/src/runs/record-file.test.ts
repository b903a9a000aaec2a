import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { files } from '#src/host/system.ts'
import { parseRecord, readRecords } from '#src/runs/record-file.ts'
import { keepRecord, reopenRecord } from '#src/runs/record-keeper.ts'
import { unfinishedNotice, unfinishedRuns } from '#src/runs/unfinished.ts'
import { machine } from '#test/helpers/processes.ts'
import { deployRecord, runRecord } from '#test/helpers/run-record.ts'

test('a record of the first version is read, without what it did not know', () => {
  const first = { schemaVersion: 1, runId: 'x', image: 'ecs', region: 'us-east-1', outcome: 'baked' }
  expect(parseRecord(JSON.stringify(first))).toMatchObject({
    schemaVersion: 2,
    outcome: 'baked',
    regions: ['us-east-1'],
    owner: null,
    created: [],
  })
})

test('what a later version added is passed over', () => {
  const later = { ...runRecord(), schemaVersion: 3, colour: 'blue' }
  expect(parseRecord(JSON.stringify(later))).toMatchObject(runRecord())
})

test('what is no record is none', () => {
  expect(parseRecord('{"runId":7}')).toBeUndefined()
})

test('a kind of run that only a later version knows is none', () => {
  expect(parseRecord(JSON.stringify({ ...runRecord(), kind: 'verify' }))).toBeUndefined()
})

describe('the records of a project', () => {
  /** Reads both kinds from runs with these files. */
  async function read(runs: Readonly<Record<string, Readonly<Record<string, string>>>>) {
    const project = await mkdtemp(join(tmpdir(), 'records-'))
    for (const [runId, contents] of Object.entries(runs)) {
      const folder = join(project, '.packer-ecs/runs', runId)
      await mkdir(folder, { recursive: true })
      for (const [name, text] of Object.entries(contents)) await writeFile(join(folder, name), text)
    }
    const found = {
      bakes: await readRecords(project, 'bake', files),
      deploys: await readRecords(project, 'deploy', files),
    }
    await rm(project, { recursive: true })
    return found
  }

  const older = {
    schemaVersion: 1,
    runId: 'b',
    stackName: 'fleet',
    accountId: '1',
    region: 'us-east-1',
    endpoint: null,
    startedAt: '2026-11-20T01:30:00.000Z',
    outcome: 'updated',
    changeSet: null,
    operation: { kind: 'update', seconds: 90 },
    owner: { host: 'here', processId: 1, startMark: 'then' },
  }

  test('are of one kind, newest first', async () => {
    const { bakes, deploys } = await read({
      a: { 'run.json': JSON.stringify(runRecord({ runId: 'a' })) },
      b: { 'run.json': JSON.stringify(deployRecord({ runId: 'b' })) },
      c: { 'run.json': JSON.stringify(runRecord({ runId: 'c' })) },
    })
    expect(bakes.map(({ runId }) => runId)).toEqual(['c', 'a'])
    expect(deploys.map(({ runId }) => runId)).toEqual(['b'])
  })

  test('include bakes of version 2, whose records name no kind', async () => {
    const { kind, ...second } = runRecord({ outcome: 'baked', created: [{ kind: 'instance', id: 'i-1' }] })
    const { bakes } = await read({ a: { 'run.json': JSON.stringify(second) } })
    expect(bakes).toEqual([{ ...second, kind }])
  })

  test('include deploys that an older version kept in deploy.json', async () => {
    const { bakes, deploys } = await read({ b: { 'deploy.json': JSON.stringify(older) } })
    expect(bakes).toEqual([])
    expect(deploys).toEqual([
      { ...older, schemaVersion: 2, kind: 'deploy', stepSeconds: {}, leftovers: null },
    ])
  })

  test('come from the newer file once an older deploy was written again', async () => {
    const newer = JSON.stringify(deployRecord({ outcome: 'failed' }))
    const { deploys } = await read({ b: { 'deploy.json': JSON.stringify(older), 'run.json': newer } })
    expect(deploys).toMatchObject([{ outcome: 'failed' }])
  })

  test('leave out damaged files, folders without a record, and kinds of a later version', async () => {
    const { bakes, deploys } = await read({
      a: { 'run.json': '{"runId":' },
      b: { 'packer.log': '' },
      c: { 'run.json': JSON.stringify({ ...runRecord(), kind: 'verify' }) },
    })
    expect([...bakes, ...deploys]).toEqual([])
  })
})

test('fields of a later version are still there after a change', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'record-'))
  const found = parseRecord(JSON.stringify({ ...deployRecord(), colour: 'blue' }))
  if (found?.kind !== 'deploy') throw new Error('not a deploy')
  await reopenRecord(folder, found).update({ changeSet: 'one' })
  expect(JSON.parse(await readFile(join(folder, 'run.json'), 'utf8'))).toEqual({
    ...deployRecord({ changeSet: 'one' }),
    colour: 'blue',
  })
  await rm(folder, { recursive: true })
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
