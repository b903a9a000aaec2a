import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { files } from '#src/host/system.ts'
import { launchedScripts } from '#src/images/launcher.ts'
import { writeScripts } from '#src/images/script-files.ts'
import { recipeScript } from '#test/helpers/images.ts'

async function written(content: string | Buffer) {
  const folder = await mkdtemp(join(tmpdir(), 'scripts-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const path = join(folder, 'own.sh')
  await writeFile(path, content)
  const scripts = [{ ...recipeScript('own.sh'), path }]
  const closing = ['scripts/cleanup.sh', 'scripts/end.sh'].map(name => ({ ...recipeScript(name), path }))
  const launched = launchedScripts({ scripts, closing })
  await writeScripts(folder, join(folder, 'payload'), launched, files)
  return { folder, path }
}

test('every script is in the payload, and the closing scripts share a launcher', async () => {
  const { folder } = await written('#!/bin/sh\n')
  expect((await readdir(join(folder, 'payload/scripts'))).toSorted()).toEqual([
    '01-own.sh',
    '02-cleanup.sh',
    '03-end.sh',
  ])
  expect((await readdir(join(folder, 'launch'))).toSorted()).toEqual(['01-own.sh', '02-cleanup.sh'])
})

test('line ends of Windows are converted', async () => {
  const { folder } = await written('#!/bin/sh\r\necho "\u00e4"\r\n')
  expect(await readFile(join(folder, 'payload/scripts/01-own.sh'), 'utf8')).toBe('#!/bin/sh\necho "\u00e4"\n')
})

test('a self-extracting installer is copied byte for byte', async () => {
  const content = Buffer.from('#!/bin/sh\r\nexit\r\n\0\r\n\x01', 'latin1')
  const { folder } = await written(content)
  expect(await readFile(join(folder, 'payload/scripts/01-own.sh'))).toEqual(content)
})

test('a script that is too large for a text is copied', async () => {
  const content = Buffer.alloc(2_000_000, '#\r\n')
  const { folder, path } = await written(content)
  expect((await stat(join(folder, 'payload/scripts/01-own.sh'))).size).toBe((await stat(path)).size)
})
