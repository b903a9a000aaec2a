import * as fileSystem from 'node:fs/promises'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Processes } from '#src/ports/ports.ts'
import { acquireLock, type LockSubject } from '#src/runs/lock.ts'
import { machine } from '#test/helpers/processes.ts'

const subject: LockSubject = {
  kind: 'bake',
  subject: 'ecs',
  project: null,
  accountId: '123456789012',
  region: 'us-east-1',
  endpoint: null,
}

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'locks-'))
})
afterEach(() => rm(folder, { recursive: true }))

let drafts = 0
const random = {
  hex() {
    drafts += 1
    return String(drafts)
  },
}

function owner(processId: number, replaced = {}) {
  const since = '2026-11-21T01:30:00.000Z'
  const who = { runId: `run-${processId}`, user: 'admin', since }
  return { host: 'here', processId, startMark: `boot:${processId}`, ...who, ...replaced }
}

function take(processId: number, processes: Processes, subjectOf = subject, replaced = {}) {
  return acquireLock(subjectOf, owner(processId, replaced), { folder, fileSystem, processes, random })
}

const both = machine({ 1: 'boot:1', 2: 'boot:2' })

test('a second bake is told who bakes, where and since when', async () => {
  await take(1, both)
  await expect(take(2, both)).rejects.toMatchObject({
    code: 'LOCKED',
    message: expect.stringMatching(/run run-1 by admin on here \(process 1\) since 2026-11-21T01:30:00/),
  })
})

test('once it is released the next may have it', async () => {
  const lock = await take(1, both)
  await lock.release()
  await expect(take(2, both)).resolves.toBeDefined()
})

test('another image, kind of run, region, account or endpoint is none of its business', async () => {
  await take(1, both)
  for (const other of [
    { subject: 'gpu' },
    { project: 'shop' },
    { kind: 'deploy' as const },
    { region: 'eu-west-1' },
    { accountId: '2' },
    { endpoint: 'http://x' },
  ])
    await expect(take(2, both, { ...subject, ...other })).resolves.toBeDefined()
})

test('a stack has one lock, whatever the project: its name is unique in the account', async () => {
  const stack = { ...subject, kind: 'deploy' as const }
  await take(1, both, { ...stack, project: 'shop' })
  await expect(take(2, both, { ...stack, project: 'web' })).rejects.toThrow()
})

test('an owner that died is recognised, also when another process has its id by now', async () => {
  await take(1, both)
  await expect(take(2, machine({ 1: 'boot:999', 2: 'boot:2' }))).resolves.toBeDefined()
})

test('an owner on another machine is believed to live, and the remedy names the file', async () => {
  await take(1, both, subject, { host: 'elsewhere' })
  await expect(take(2, machine({}))).rejects.toMatchObject({
    code: 'LOCKED',
    hint: expect.stringContaining(folder),
  })
})

test.each(['', 'null'])('a damaged file (%j) locks nobody out', async text => {
  await writeFile(join(folder, '123456789012~us-east-1~ecs~aws.7'), text)
  await expect(take(1, both)).resolves.toBeDefined()
})

test('of many that take over from a dead owner at once, one gets it', async () => {
  await take(1, both)
  const ids = [2, 3, 4, 5, 6, 7, 8, 9]
  const alive = machine(Object.fromEntries(ids.map(id => [id, `boot:${id}`])))
  const results = await Promise.allSettled(ids.map(id => take(id, alive)))
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
})

test('one file is left, however often it is taken', async () => {
  for (let round = 0; round < 5; round += 1) await (await take(1, both)).release()
  expect(await readdir(folder)).toHaveLength(1)
})

test('a folder that cannot be written is told with the remedy', async () => {
  await writeFile(join(folder, 'file'), '')
  const context = { folder: join(folder, 'file'), fileSystem, processes: both, random }
  await expect(acquireLock(subject, owner(1), context)).rejects.toMatchObject({ code: 'LOCK_NOT_WRITABLE' })
})
