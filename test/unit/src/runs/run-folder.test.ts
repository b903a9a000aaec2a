import { chown, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { files } from '#src/host/system.ts'
import type { RunRecord } from '#src/runs/record.ts'
import { writeCopy } from '#src/runs/record-file.ts'
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
      await writeCopy(folder, { runId } as RunRecord, files)
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

test('only its owner can read the folder of a run', async () => {
  const folder = await createRunFolder(project, runId, files)
  expect((await stat(folder)).mode & 0o777).toBe(0o700)
})

describe('a repository that contains', () => {
  let elsewhere: string
  beforeEach(async () => {
    elsewhere = join(project, 'elsewhere')
    await mkdir(elsewhere)
    await mkdir(join(project, 'repository'))
  })

  const refused = async (path: string) => {
    const error = { code: 'RUN_FOLDER_NOT_SAFE', exitStatus: 2, message: expect.stringContaining(path) }
    await expect(createRunFolder(join(project, 'repository'), runId, files)).rejects.toMatchObject(error)
    expect(await readdir(elsewhere)).toEqual([])
  }

  test.each(['.packer-ecs', '.packer-ecs/runs'])(
    'a link at %s is refused, and nothing is written through it',
    async path => {
      const link = join(project, 'repository', path)
      await mkdir(dirname(link), { recursive: true })
      await symlink(elsewhere, link)
      await refused(path)
    },
  )

  test.each(['a file of the user', 'a file that does not exist'])(
    'a .gitignore that is a link to %s is refused',
    async kind => {
      const target = join(project, 'notes')
      if (kind === 'a file of the user') await writeFile(target, 'mine')
      await mkdir(join(project, 'repository/.packer-ecs'))
      await symlink(target, join(project, 'repository/.packer-ecs/.gitignore'))
      await refused('.packer-ecs/.gitignore')
      expect(await readFile(target, 'utf8').catch(() => 'missing')).toBe(
        kind === 'a file of the user' ? 'mine' : 'missing',
      )
    },
  )

  test('a link in place of the folder of the run keeps it', async () => {
    const runs = join(project, 'repository/.packer-ecs/runs')
    await mkdir(runs, { recursive: true })
    await symlink(elsewhere, join(runs, runId))
    await expect(createRunFolder(join(project, 'repository'), runId, files)).rejects.toMatchObject({
      code: 'RUN_ID_TAKEN',
    })
  })

  test.skipIf(process.getuid?.() !== 0)('a folder of another user is refused', async () => {
    await mkdir(join(project, 'repository/.packer-ecs'))
    await chown(join(project, 'repository/.packer-ecs'), 12_345, 12_345)
    await refused('.packer-ecs')
  })
})
