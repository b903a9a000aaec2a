import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { files } from '#src/host/system.ts'
import {
  createRecordsFolder,
  isRunKnown,
  parseRecord,
  readProjectRecords,
  readRecords,
  recordsFolder,
  writeRecord,
} from '#src/runs/record-file.ts'
import { keepRecord, reopenRecord } from '#src/runs/record-keeper.ts'
import { unfinishedNotice, unfinishedRuns } from '#src/runs/unfinished.ts'
import { machine } from '#test/helpers/processes.ts'
import { deployRecord, runRecord } from '#test/helpers/run-record.ts'

const runId = '20261121-013000-a1b2'
const laterRunId = '20261122-013000-a1b2'

test('a record of the first version is read, without what it did not know', () => {
  const first = { schemaVersion: 1, runId, image: 'ecs', region: 'us-east-1', outcome: 'baked' }
  expect(parseRecord(JSON.stringify(first), runId)).toMatchObject({
    schemaVersion: 2,
    outcome: 'baked',
    regions: ['us-east-1'],
    owner: null,
    created: [],
  })
})

test('what a later version added is passed over', () => {
  const created = [{ kind: 'launch-template', id: 'lt-1' }]
  const later = { ...runRecord(), schemaVersion: 3, colour: 'blue', created }
  expect(parseRecord(JSON.stringify(later), runId)).toMatchObject({ ...runRecord(), created })
})

test('a kind of run that only a later version knows is none', () => {
  expect(parseRecord(JSON.stringify({ ...runRecord(), kind: 'verify' }), runId)).toBeUndefined()
})

describe('a record that lies is none:', () => {
  const packer = { host: 'here', processId: 4711, startMark: 'boot:4' }
  const created = (kind: string, id: unknown) => ({ created: [{ kind, id }] })

  test('the sound one that the others are made from is one', () => {
    const sound = { ...runRecord(), packer, ...created('instance', 'i-0123456789abcdef0') }
    expect(parseRecord(JSON.stringify(sound), runId)).toEqual(sound)
  })

  test.each<[string, Readonly<Record<string, unknown>>]>([
    ['a run id that leads out of the folder', { runId: '../../x' }],
    ['the run id of another run', { runId: laterRunId }],
    ['a process id that stands for every process', { packer: { ...packer, processId: 1 } }],
    ['a process id of text', { packer: { ...packer, processId: '1 ' } }],
    ['a negative process id', { packer: { ...packer, processId: -5 } }],
    ['a process id that is no integer', { packer: { ...packer, processId: 1.5 } }],
    ['a process without a start mark', { packer: { host: 'here', processId: 4711 } }],
    ['a process with an empty start mark', { packer: { ...packer, startMark: '' } }],
    ['an owner with process id 1', { owner: { ...packer, processId: 1 } }],
    ['an instance id that is a filter', created('instance', 'i-*')],
    ['an AMI id of another form', created('image', 'snap-0123456789abcdef0')],
    ['a key pair name of another type', created('key-pair', ['mine'])],
    ['a security group with an escape sequence', created('security-group', 'packer_\u001b[2J')],
    ['an instance profile that is a path', created('instance-profile', '../admin')],
    ['a created resource of no kind', { created: [{ id: 'i-0123456789abcdef0' }] }],
    ['something created that is no list', { created: { kind: 'instance' } }],
    ['a region that is a host name', { region: 'attacker.example' }],
    ['regions of which one is a path', { regions: ['us-east-1', '../..'] }],
    ['an image with an escape sequence', { image: 'ecs\u001b]52;c;eA==\u0007' }],
    ['an account that is no number', { accountId: '1; rm' }],
    ['a start that is no time', { startedAt: 'yesterday' }],
    ['an outcome of another type', { outcome: 7 }],
    ['seconds below zero', { stepSeconds: { build: -1 } }],
    ['an endpoint of another type', { endpoint: 7 }],
    ['inputs that are no digests', { inputs: { base: 7 } }],
  ])('%s', (_, lie) => {
    expect(parseRecord(JSON.stringify({ ...runRecord(), packer, ...lie }), runId)).toBeUndefined()
  })

  test.each(['null', '7', '[]', '{"runId":7}', '"text"'])('%s', text => {
    expect(parseRecord(text, runId)).toBeUndefined()
  })
})

describe('the records of a project', () => {
  let folder = ''
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'records-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  const older = {
    schemaVersion: 1,
    runId,
    stackName: 'fleet',
    accountId: '1',
    region: 'us-east-1',
    endpoint: null,
    startedAt: '2026-11-20T01:30:00.000Z',
    outcome: 'updated',
    changeSet: null,
    operation: { kind: 'update', seconds: 90 },
    owner: { host: 'here', processId: 10, startMark: 'then' },
  }
  const deploy = deployRecord()

  async function write(path: string, text: string) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }

  test('are of one kind, newest first', async () => {
    await writeRecord(folder, runRecord({ runId }))
    await writeRecord(folder, deploy)
    await writeRecord(folder, runRecord({ runId: laterRunId }))
    expect((await readRecords(folder, 'bake', files)).map(found => found.runId)).toEqual([laterRunId, runId])
    expect((await readRecords(folder, 'deploy', files)).map(found => found.runId)).toEqual([deploy.runId])
  })

  test('leave out damaged files, other names, a record under another run\u2019s name and what is no file', async () => {
    await write(`${runId}.json`, '{"runId":')
    await write(`${laterRunId}.json`, JSON.stringify(runRecord()))
    await write('x.json', JSON.stringify(runRecord({ runId: 'x' })))
    await mkdir(join(folder, `${deploy.runId}.json`))
    expect(await readRecords(folder, 'bake', files)).toEqual([])
  })

  test('are never taken from the project', async () => {
    await write(`.packer-ecs/runs/${runId}/run.json`, JSON.stringify(runRecord()))
    const records = recordsFolder(join(folder, 'state'), folder)
    expect(await readRecords(records, 'bake', files)).toEqual([])
    expect(records.startsWith(join(folder, 'state', 'runs'))).toBe(true)
  })

  test('do not meet those of another project', () => {
    expect(recordsFolder('/state', '/a')).not.toBe(recordsFolder('/state', '/b'))
  })

  test('serve to expect durations when an older version left them in the project', async () => {
    const { kind, ...second } = runRecord({ runId: laterRunId, outcome: 'baked' })
    await write(`.packer-ecs/runs/${laterRunId}/run.json`, JSON.stringify(second))
    await write(`.packer-ecs/runs/${runId}/deploy.json`, JSON.stringify(older))
    await write(
      `.packer-ecs/runs/${deploy.runId}/deploy.json`,
      JSON.stringify({ ...older, runId: deploy.runId }),
    )
    await write(`.packer-ecs/runs/${deploy.runId}/run.json`, JSON.stringify(deploy))
    expect(await readProjectRecords(folder, 'bake', files)).toEqual([{ ...second, kind }])
    expect(await readProjectRecords(folder, 'deploy', files)).toEqual([
      deploy,
      { ...older, schemaVersion: 2, kind: 'deploy', stepSeconds: {}, leftovers: null, project: null },
    ])
  })

  test('are known by their run id in any project', async () => {
    await mkdir(recordsFolder(folder, '/project'), { recursive: true })
    await writeRecord(recordsFolder(folder, '/project'), runRecord())
    expect(await isRunKnown(folder, runId, files)).toBe(true)
    expect(await isRunKnown(folder, laterRunId, files)).toBe(false)
    expect(await isRunKnown(folder, `../runs/${runId}`, files)).toBe(false)
  })

  test('need a folder that can be written', async () => {
    await write('state', '')
    await expect(
      createRecordsFolder(recordsFolder(join(folder, 'state'), '/p'), files),
    ).rejects.toMatchObject({
      code: 'RECORD_NOT_WRITABLE',
    })
  })

  test('can be read by the user only', async () => {
    const records = recordsFolder(folder, '/project')
    await createRecordsFolder(records, files)
    await writeRecord(records, runRecord())
    const modes = [records, join(records, `${runId}.json`)].map(async path => (await stat(path)).mode & 0o777)
    expect(await Promise.all(modes)).toEqual([0o700, 0o600])
  })
})

test('fields of a later version are still there after a change', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'record-'))
  const before = deployRecord()
  const found = parseRecord(JSON.stringify({ ...before, colour: 'blue' }), before.runId)
  if (found?.kind !== 'deploy') throw new Error('not a deploy')
  await reopenRecord(folder, found).update({ changeSet: 'one' })
  expect(JSON.parse(await readFile(join(folder, `${before.runId}.json`), 'utf8'))).toEqual({
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
  expect(JSON.parse(await readFile(join(folder, `${runId}.json`), 'utf8'))).toMatchObject({
    amiName: 'b',
    leftovers: true,
  })
  expect(await readdir(folder)).toEqual([`${runId}.json`])
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
