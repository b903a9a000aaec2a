import { chmod, chown, lchown, mkdir, mkdtemp, rm, stat, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makePrivateFolder } from '#sandbox/supervisor/private-folder.ts'

const isRoot = process.getuid?.() === 0
const stranger = 65534

let parent: string
let folder: string
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'private-'))
  folder = join(parent, 'sandbox')
})
afterEach(() => rm(parent, { recursive: true }))

const modeOf = async (path: string) => (await stat(path)).mode & 0o777

test('a new folder is for its owner only, whatever the umask', async () => {
  const umask = process.umask(0)
  await makePrivateFolder(folder).finally(() => process.umask(umask))
  expect(await modeOf(folder)).toBe(0o700)
})

test('an existing folder that others can read is closed to them', async () => {
  await mkdir(folder, { mode: 0o755 })
  await makePrivateFolder(folder)
  expect(await modeOf(folder)).toBe(0o700)
})

test.each([0o775, 0o757, 0o1777])(
  'a folder of mode %o, to which others could have written, is refused',
  async mode => {
    await mkdir(folder)
    await chmod(folder, mode)
    await expect(makePrivateFolder(folder)).rejects.toThrow('can be written by other users')
    expect((await stat(folder)).mode & 0o7777).toBe(mode)
  },
)

test.runIf(isRoot)('a folder of another user is refused', async () => {
  await mkdir(folder)
  await chown(folder, stranger, stranger)
  await expect(makePrivateFolder(folder)).rejects.toThrow(`belongs to the user with id ${stranger}`)
})

test.runIf(isRoot)(
  "a link of another user to one's own folder is refused, and the folder stays as it is",
  async () => {
    const own = join(parent, 'own')
    await mkdir(own)
    await chmod(own, 0o755)
    await symlink(own, folder)
    await lchown(folder, stranger, stranger)
    await expect(makePrivateFolder(folder)).rejects.toThrow(`belongs to the user with id ${stranger}`)
    expect(await modeOf(own)).toBe(0o755)
  },
)
