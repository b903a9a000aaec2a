import * as fileSystem from 'node:fs/promises'
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findPacker, parseVersion } from '#src/packer/find.ts'
import { run } from '#src/packer/run.ts'

let root: string
beforeEach(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'find-packer-'))
})
afterEach(() => rm(root, { recursive: true }))

/** A folder with an executable `packer` that answers `-v` with the given words. */
async function folderWith(name: string, script: string, mode = 0o755): Promise<string> {
  const folder = path.join(root, name)
  await mkdir(folder)
  await writeFile(path.join(folder, 'packer'), `#!/bin/sh\n${script}\n`)
  await chmod(path.join(folder, 'packer'), mode)
  return folder
}

const find = (...folders: string[]) =>
  findPacker({ environment: { PATH: folders.join(path.delimiter), HOME: root }, fileSystem, run })

test('the newest on PATH is used, in any folder', async () => {
  const old = await folderWith('old', 'echo 1.6.6')
  const current = await folderWith('current', 'echo Packer v1.16.0')
  expect(await find(old, current)).toEqual({ path: path.join(current, 'packer'), version: '1.16.0' })
})

test('one binary with two names runs once', async () => {
  const folder = await folderWith('bin', `echo asked >> ${root}/asked; echo 1.9.0`)
  await symlink(folder, path.join(root, 'link'))
  await find(folder, path.join(root, 'link'))
  expect(await fileSystem.readFile(path.join(root, 'asked'), 'utf8')).toBe('asked\n')
})

test('another program of that name is ignored', async () => {
  const other = await folderWith('other', 'echo "usage: packer dictionary"; exit 2')
  const packer = await folderWith('packer', 'echo 1.9.4')
  expect((await find(other, packer)).version).toBe('1.9.4')
})

test('a Packer that cannot start is reported with its output', async () => {
  const packer = await folderWith('packer', 'echo no plugins folder; exit 1')
  await expect(find(packer)).rejects.toMatchObject({
    code: 'PACKER_MISSING',
    details: [`${packer}/packer: no plugins folder`],
  })
})

test('it runs in the environment of the build', async () => {
  const packer = await folderWith('packer', 'test -n "$HOME" && echo 1.9.4')
  expect((await find(packer)).version).toBe('1.9.4')
})

test('a file that is not executable is ignored', async () => {
  const plain = await folderWith('plain', 'echo 1.16.0', 0o644)
  await expect(find(plain)).rejects.toMatchObject({ code: 'PACKER_MISSING' })
})

test('a missing Packer is reported with the PATH', async () => {
  await expect(find('/nowhere')).rejects.toMatchObject({
    code: 'PACKER_MISSING',
    message: expect.stringContaining('/nowhere'),
  })
})

test('a Packer without HCL2 is refused with its version', async () => {
  const old = await folderWith('old', 'echo 1.5.6')
  await expect(find(old)).rejects.toMatchObject({
    code: 'PACKER_TOO_OLD',
    message: expect.stringContaining('1.5.6'),
  })
})

test.each([
  ['1.6.6\n', '1.6.6'],
  ['Packer v1.16.0', '1.16.0'],
  [
    'Packer v1.12.0-dev\n\nYour version of Packer is out of date! The latest version\nis 1.16.0.',
    '1.12.0-dev',
  ],
  ['packer: cannot open dictionary', undefined],
])('the version in %j is %s', (output, version) => {
  expect(parseVersion(output)).toBe(version)
})

test('a relative folder on PATH is ignored: it would be one of the project', async () => {
  const packer = await folderWith('packer', 'echo 1.9.4')
  const own = await folderWith('own', 'echo 1.16.0')
  const relative = path.relative(process.cwd(), own)
  expect((await find(relative, packer)).path).toBe(path.join(packer, 'packer'))
})
