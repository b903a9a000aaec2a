import { lstat, mkdir, mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { copyInto, sourceFaults } from '#sandbox/registry/build/copy-into.ts'
import { readSource } from '#sandbox/registry/source.ts'

describe('COPY of a Dockerfile', () => {
  let base: string
  let folder: string
  let root: string
  let host: string

  beforeEach(async () => {
    base = await mkdtemp(join(tmpdir(), 'copy-into-'))
    folder = join(base, 'source')
    root = join(base, 'root')
    host = join(base, 'host')
    for (const path of [folder, root, host, join(folder, 'sub')]) await mkdir(path)
    await writeFile(join(host, 'shadow'), 'secret')
    await writeFile(join(folder, 'key'), 'attack')
    await writeFile(join(folder, 'sub/key'), 'attack')
  })
  afterEach(() => rm(base, { recursive: true, force: true }))

  const copy = (target: string, ...sources: readonly string[]) =>
    copyInto(root, folder, { sources, target, line: 2 })
  const faultsOf = async (...sources: readonly string[]) =>
    (await sourceFaults(folder, [{ sources, target: '/x', line: 2 }])).map(({ message }) => message)
  /** The host has only its own file, unchanged. */
  async function expectUntouchedHost(): Promise<void> {
    expect(await readdir(host)).toEqual(['shadow'])
    expect(await readFile(join(host, 'shadow'), 'utf8')).toBe('secret')
  }

  it.each([
    ['a link to a file', 'l', 'shadow', 'l'],
    ['a link to a folder', 'l', '', 'l'],
    ['a file behind a link', 'l', '', 'l/shadow'],
  ])('refuses a source that is %s outside of the build folder', async (_, link, to, source) => {
    await symlink(join(host, to), join(folder, link))
    expect(await faultsOf(source)).toEqual([`COPY ${source}: a symbolic link leads out of ${folder}`])
    await expect(copy('/x', source)).rejects.toThrow('outside of the folder')
    expect(await readdir(root)).toEqual([])
  })

  it('refuses a source behind a relative link and behind a chain of links', async () => {
    await symlink('../host', join(folder, 'a'))
    await symlink('a', join(folder, 'b'))
    expect(await faultsOf('a/shadow', 'b/shadow')).toHaveLength(2)
  })

  it('refuses a folder beside the build folder whose name begins the same', async () => {
    await mkdir(`${folder}-other`)
    await symlink('../source-other', join(folder, 'l'))
    expect(await faultsOf('l')).toHaveLength(1)
  })

  it('reports a missing source and a broken link', async () => {
    await symlink('absent', join(folder, 'broken'))
    expect(await faultsOf('none', 'broken', 'key')).toEqual([
      expect.stringContaining('COPY none: there is no such file'),
      expect.stringContaining('COPY broken: there is no such file'),
    ])
  })

  it('copies the file behind a link inside of the build folder', async () => {
    await symlink('sub/key', join(folder, 'l'))
    await copy('/app/', 'l')
    expect((await lstat(join(root, 'app/l'))).isFile()).toBe(true)
  })

  it('keeps links in a copied folder without reading what they name', async () => {
    await symlink(join(host, 'shadow'), join(folder, 'sub/l'))
    await copy('/app', 'sub')
    expect(await readlink(join(root, 'app/l'))).toBe(join(host, 'shadow'))
  })

  it.each([
    ['as a parent of the target', '/x/l/key', 'key'],
    ['as the target folder', '/x/l/', 'key'],
    ['as the target of a folder', '/x/l', 'sub'],
    ['below a link', '/x/l/new/key', 'key'],
  ])('never writes through a link in the image: %s', async (_, target, source) => {
    await mkdir(join(folder, 'evil'))
    await symlink(host, join(folder, 'evil/l'))
    await copy('/x', 'evil')
    await expect(copy(target, source)).rejects.toThrow('/x/l in the image is a symbolic link, not a folder')
    await expectUntouchedHost()
  })

  it('replaces a link in the image by a file of the same name', async () => {
    await mkdir(join(folder, 'evil'))
    await symlink(join(host, 'shadow'), join(folder, 'evil/key'))
    await copy('/x', 'evil')
    await copy('/x/key', 'key')
    expect((await lstat(join(root, 'x/key'))).isFile()).toBe(true)
    await copy('/y', 'evil')
    await copy('/y', 'sub')
    expect((await lstat(join(root, 'y/key'))).isFile()).toBe(true)
    await expectUntouchedHost()
  })

  it('never merges a copied folder into a link of the same name', async () => {
    await mkdir(join(folder, 'one'))
    await symlink(host, join(folder, 'one/d'))
    await mkdir(join(folder, 'two/d'), { recursive: true })
    await writeFile(join(folder, 'two/d/shadow'), 'attack')
    await copy('/x', 'one')
    await expect(copy('/x', 'two')).rejects.toThrow('a folder cannot replace the symbolic link d')
    await expectUntouchedHost()
  })

  it('refuses a named pipe instead of waiting for it', async () => {
    await execa('mkfifo', [join(folder, 'pipe')])
    await expect(copy('/x', 'pipe')).rejects.toThrow('is a special file')
  })

  it('refuses a Dockerfile that is a link out of the folder, because errors quote its lines', async () => {
    await symlink(join(host, 'shadow'), join(folder, 'Dockerfile'))
    await expect(readSource(folder, '1')).rejects.toThrow('outside of the folder')
  })
})
