import * as fs from 'node:fs/promises'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checkOwnFiles } from '#src/config/check-own-files.ts'
import type { Path } from '#src/config/finding.ts'
import type { FileSystem } from '#src/ports/ports.ts'
import { imageSettings } from '#test/helpers/settings.ts'

/** The codes for an own template of that size. */
async function codesFor(size: number): Promise<string[]> {
  const settings = await imageSettings({ template: 'own.pkr.hcl' })
  const fileSystem = { stat: async () => ({ isFile: () => true, size }) } as unknown as FileSystem
  const named = { images: { ecs: settings }, folder: '/project', originalPath: (path: never) => path }
  return (await checkOwnFiles(named as never, fileSystem)).map(({ code }) => code)
}

test('a script that an editor saved with a byte order mark is refused with that reason', async () => {
  const settings = await imageSettings({
    scripts: [{ path: 'own.sh', arguments: [], environment: {}, after: 'files' }],
  })
  const folder = await mkdtemp(join(tmpdir(), 'own-files-'))
  await writeFile(join(folder, 'own.sh'), '\ufeff#!/bin/bash\n')
  const named = { images: { ecs: settings }, folder, originalPath: (path: Path) => path }
  const findings = await checkOwnFiles(named, fs)
  await rm(folder, { recursive: true })
  expect(findings).toMatchObject([
    { code: 'SCRIPT_INTERPRETER', what: expect.stringContaining('byte order mark') },
  ])
})

test('a file may have as many bytes as the limit, and not one more', async () => {
  expect(await codesFor(1_000_000)).toEqual([])
  expect(await codesFor(1_000_001)).toEqual(['OWN_FILE_TOO_LARGE'])
})
