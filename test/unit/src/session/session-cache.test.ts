import * as fileSystem from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createSessionCache } from '#src/session/session-cache.ts'

const owner = { accessKeyId: 'AKIAEXAMPLE', serial: 'arn:aws:iam::123456789012:mfa/alice' }
const session = {
  accessKeyId: 'ASIA',
  secretAccessKey: 'secret',
  sessionToken: 'token',
  expiration: new Date('2026-11-22T12:00:00Z'),
}

let folder: string
beforeEach(async () => {
  folder = join(await fileSystem.mkdtemp(join(tmpdir(), 'sessions-')), 'packer-ecs/sessions')
})
afterEach(() => fileSystem.rm(join(folder, '../..'), { recursive: true }))

const cache = (endpoint: string | null = null) => createSessionCache(folder, endpoint, fileSystem)

async function file(): Promise<string> {
  const [name = ''] = await fileSystem.readdir(folder)
  return join(folder, name)
}

test('returns a cached session, only for the same identity', async () => {
  await cache().write(owner, session)
  expect(await cache().read(owner)).toEqual(session)
  expect(await cache().read({ ...owner, accessKeyId: 'AKIAOTHER' })).toBeUndefined()
  expect(await cache().read({ ...owner, serial: 'arn:aws:iam::123456789012:mfa/bob' })).toBeUndefined()
  expect(await cache('http://10.0.0.1').read(owner)).toBeUndefined()
})

test('only its owner can read it, and its name does not reveal the identity', async () => {
  await cache().write(owner, session)
  expect((await fileSystem.stat(await file())).mode & 0o777).toBe(0o600)
  expect((await fileSystem.stat(folder)).mode & 0o777).toBe(0o700)
  expect(await file()).toMatch(/\/[0-9a-f]{64}\.json$/)
})

test('closes an existing folder that other users can read or write', async () => {
  await fileSystem.mkdir(folder, { recursive: true })
  await fileSystem.chmod(folder, 0o777)
  await cache().write(owner, session)
  expect((await fileSystem.stat(folder)).mode & 0o777).toBe(0o700)
})

test.each([
  ['others can read', async () => fileSystem.chmod(await file(), 0o644)],
  ['is no JSON', async () => fileSystem.writeFile(await file(), '{')],
  ['is of another version', async () => fileSystem.writeFile(await file(), '{"schemaVersion":2}')],
  ['lacks its end', async () => fileSystem.writeFile(await file(), '{"schemaVersion":1,"accessKeyId":"a"}')],
])('one that %s is ignored', async (_, spoil) => {
  await cache().write(owner, session)
  await spoil()
  expect(await cache().read(owner)).toBeUndefined()
})

test('clear deletes sessions and nothing else', async () => {
  expect(await cache().clear()).toBe(0)
  await cache().write(owner, session)
  await fileSystem.writeFile(join(folder, 'notes.txt'), 'mine')
  expect(await cache().clear()).toBe(1)
  expect(await fileSystem.readdir(folder)).toEqual(['notes.txt'])
})
