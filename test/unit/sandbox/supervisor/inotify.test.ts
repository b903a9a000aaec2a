import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { inotifyShortage, raiseInotifyLimit } from '#sandbox/supervisor/inotify.ts'

describe('the limit of inotify instances', () => {
  let folder: string
  let file: string
  const reported: string[] = []
  const raise = () => raiseInotifyLimit(line => reported.push(line), file)

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'inotify-'))
    file = join(folder, 'max_user_instances')
    reported.length = 0
  })
  afterEach(() => rm(folder, { recursive: true }))

  test('that is too low is raised, and the start says so', async () => {
    await writeFile(file, '128\n')
    expect(await inotifyShortage(file)).toBe('fs.inotify.max_user_instances=1024 (is 128)')
    await raise()
    expect(await readFile(file, 'utf8')).toBe('1024')
    expect(reported).toEqual(['host: set fs.inotify.max_user_instances=1024 (is 128)'])
    expect(await inotifyShortage(file)).toBeUndefined()
  })

  test('that suffices is left alone, without a word', async () => {
    await writeFile(file, '8192\n')
    await raise()
    expect(await readFile(file, 'utf8')).toBe('8192\n')
    expect(reported).toEqual([])
  })

  test('that cannot be read is not reported: another system has none', async () => {
    expect(await inotifyShortage(file)).toBeUndefined()
  })
})
