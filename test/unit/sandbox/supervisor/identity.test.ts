import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { identityOf } from '#sandbox/supervisor/identity.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'identity-'))
})
afterEach(() => rm(folder, { recursive: true }))

test('a state folder keeps its identity, and another one has another account', async () => {
  const identity = await identityOf(join(folder, 'a'))
  expect(identity.accountId).toMatch(/^\d{12}$/)
  expect(identity.accessKeyId).toMatch(/^AKIA[A-Z2-7]{16}$/)
  expect(await identityOf(join(folder, 'a'))).toEqual(identity)
  expect((await identityOf(join(folder, 'b'))).accountId).not.toBe(identity.accountId)
})

test('only its owner can read it', async () => {
  await identityOf(folder)
  const { mode } = await stat(join(folder, 'identity.json'))
  expect(mode & 0o777).toBe(0o600)
})
