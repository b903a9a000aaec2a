import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { files } from '#src/host/system.ts'
import type { RunRecord } from '#src/runs/record.ts'
import { writeRecord } from '#src/runs/record-file.ts'
import { createRunFolder } from '#src/runs/run-folder.ts'

const runId = '20261121-013000-a1b2'
let project: string

beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), 'run-folder-'))
})
afterEach(() => rm(project, { recursive: true }))

test('a run gets a folder that git leaves alone', async () => {
  expect(await createRunFolder(project, runId, files)).toBe(join(project, '.packer-ecs/runs', runId))
  expect(await readFile(join(project, '.packer-ecs/.gitignore'), 'utf8')).toBe('*\n')
})

test.each([0o000, 0o022, 0o077])(
  'with umask %o, other users can neither list the runs nor read one',
  async umask => {
    const previous = process.umask(umask)
    try {
      const folder = await createRunFolder(project, runId, files)
      await writeRecord(folder, { runId } as RunRecord)
      const modeOf = async (name: string) => (await stat(join(project, '.packer-ecs', name))).mode & 0o777
      expect(await modeOf('.')).toBe(0o700)
      expect(await modeOf('runs')).toBe(0o700)
      expect(await modeOf(`runs/${runId}`)).toBe(0o700)
      expect(await modeOf(`runs/${runId}/run.json`)).toBe(0o600)
    } finally {
      process.umask(previous)
    }
  },
)

test('of two runs with one id the second is refused, and the first keeps what it has', async () => {
  const folder = await createRunFolder(project, runId, files)
  await writeFile(join(folder, 'run.json'), '{}')
  await expect(createRunFolder(project, runId, files)).rejects.toMatchObject({ code: 'RUN_ID_TAKEN' })
  expect(await readFile(join(folder, 'run.json'), 'utf8')).toBe('{}')
})

test('a place that is no folder is refused with the reason', async () => {
  await writeFile(join(project, '.packer-ecs'), '')
  await expect(createRunFolder(project, runId, files)).rejects.toMatchObject({
    code: 'RUN_FOLDER_NOT_WRITABLE',
  })
})
