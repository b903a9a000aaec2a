import { chmod, cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { overlayKey, packagesKey } from '#sandbox/tree/tree-keys.ts'

describe('keys of the base tree', () => {
  let folder: string

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tree-keys-'))
    await cp(join(import.meta.dirname, '../../../../sandbox/tree'), folder, { recursive: true })
  })
  afterEach(() => rm(folder, { recursive: true }))

  async function keys(): Promise<readonly string[]> {
    return [await packagesKey(folder), await overlayKey(folder)]
  }

  test('stay the same for the same content in another folder', async () => {
    const source = join(import.meta.dirname, '../../../../sandbox/tree')
    expect(await keys()).toEqual([await packagesKey(source), await overlayKey(source)])
  })

  test('a changed stand-in requires a new overlay on the same packages', async () => {
    const [packages, overlay] = await keys()
    await writeFile(join(folder, 'root/usr/libexec/amazon-ecs-init'), '#!/bin/sh\n')
    expect(await packagesKey(folder)).toBe(packages)
    expect(await overlayKey(folder)).not.toBe(overlay)
  })

  test('a program that can no longer be executed is a change', async () => {
    const before = await overlayKey(folder)
    await chmod(join(folder, 'root/usr/libexec/amazon-ecs-init'), 0o644)
    expect(await overlayKey(folder)).not.toBe(before)
  })

  test('another package list changes both keys, because an overlay fits only its packages', async () => {
    const [packages, overlay] = await keys()
    await writeFile(join(folder, 'packages.txt'), 'bash\n')
    expect(await packagesKey(folder)).not.toBe(packages)
    expect(await overlayKey(folder)).not.toBe(overlay)
  })

  test('files that are not inputs, such as the README, change neither key', async () => {
    const before = await keys()
    await writeFile(join(folder, 'README.md'), '')
    expect(await keys()).toEqual(before)
  })
})
