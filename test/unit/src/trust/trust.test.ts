import { mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readProject } from '#src/config/read-project.ts'
import { files } from '#src/host/system.ts'
import { claimsOf } from '#src/trust/claims.ts'
import { refusalOf } from '#src/trust/refusal.ts'
import { trustStore } from '#src/trust/trusted.ts'

let root: string
let project: string
let state: string

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'trust-'))
  project = join(root, 'project')
  state = join(root, 'state')
  await mkdir(project)
  await writeFile(join(root, 'secret'), '#!/bin/sh\n')
  await symlink(join(root, 'secret'), join(project, 'link'))
  for (const name of ['own.sh', 'own.hbs', 'code']) await writeFile(join(project, name), '#!/bin/sh\n')
})
afterEach(() => rm(root, { recursive: true }))

const file = () => join(project, 'packer-ecs.yaml')

/** Reads a configuration with these settings of its image, and further keys, as a command does. */
async function read(image: object, others: object = {}) {
  await writeFile(file(), JSON.stringify({ images: { ecs: { base: 'al2023', ...image } }, ...others }))
  return readProject(file(), files, found => refusalOf(found, state, files))
}

/** What `packer-ecs trust` does. */
async function trust(): Promise<void> {
  await trustStore(state, files).add(file(), await claimsOf(await readProject(file(), files), files))
}

const mfa = (...mfaCommand: string[]) => ({ session: { mfaCommand } })
const source = (path: string) => ({ files: [{ source: path, target: '/etc/x' }] })
const refused = (key: string) => ({
  code: 'PROJECT_NOT_TRUSTED',
  exitStatus: 2,
  details: [expect.stringContaining(key)],
})

describe('a project needs trust', () => {
  test.each<[string, object, object, string]>([
    ['a program for MFA codes', {}, mfa('./code'), 'session.mfaCommand'],
    ['a program for MFA codes on PATH', {}, mfa('code'), 'session.mfaCommand'],
    ['a Packer template', { template: 'own.hbs' }, {}, 'images.ecs.template'],
    ['an absolute source', source('/etc/hostname'), {}, 'images.ecs.files[0].source'],
    ['a source above it', source('../secret'), {}, 'images.ecs.files[0].source'],
    ['a source that is a link to the outside', source('link'), {}, 'images.ecs.files[0].source'],
    ['a script outside', { scripts: [{ path: '../secret' }] }, {}, 'images.ecs.scripts[0].path'],
    [
      'a stack template outside',
      {},
      { project: 'p', stacks: { s: { template: '../secret' } } },
      'stacks.s.template',
    ],
    [
      'a parameter file outside',
      {},
      { project: 'p', stacks: { s: { template: 't.yml', parameterFiles: { dev: 'link' } } } },
      'stacks.s.parameterFiles.dev',
    ],
  ])('for %s', async (_, image, others, key) => {
    await expect(read(image, others)).rejects.toMatchObject(refused(key))
    await trust()
    await expect(read(image, others)).resolves.toMatchObject({ folder: project })
  })

  test('before a file outside of it is looked at', async () => {
    const missing = { ...source('../nothing'), template: 'own.hbs' }
    await expect(read(missing)).rejects.toMatchObject({ code: 'PROJECT_NOT_TRUSTED' })
  })
})

test('a project with its own scripts, files and stacks needs none', async () => {
  const image = { ...source('own.hbs'), scripts: [{ path: 'own.sh' }] }
  const stacks = { cluster: { template: 'cfn/template.yml', parameterFiles: { dev: 'cfn/dev.cfg' } } }
  await expect(read(image, { project: 'p', stacks })).resolves.toMatchObject({ folder: project })
})

describe('trust ends', () => {
  test.each<[string, () => Promise<unknown>]>([
    ['when the template changes', () => writeFile(join(project, 'own.hbs'), 'other')],
    ['when the MFA program in the project changes', () => writeFile(join(project, 'code'), 'other')],
    [
      'when a link leads elsewhere',
      async () => {
        await rm(join(project, 'link'))
        await symlink('/etc/hostname', join(project, 'link'))
      },
    ],
  ])('%s', async (_, change) => {
    const [image, others] = [{ template: 'own.hbs', ...source('link') }, mfa('./code')]
    await expect(read(image, others)).rejects.toMatchObject({ code: 'PROJECT_NOT_TRUSTED' })
    await trust()
    await expect(read(image, others)).resolves.toBeDefined()
    await change()
    await expect(read(image, others)).rejects.toMatchObject({ code: 'PROJECT_NOT_TRUSTED' })
  })

  test('when a setting is added, but not when another one changes', async () => {
    await expect(read({}, mfa('code'))).rejects.toMatchObject({ code: 'PROJECT_NOT_TRUSTED' })
    await trust()
    await expect(read({ timezone: 'UTC' }, mfa('code'))).resolves.toBeDefined()
    await expect(read({}, mfa('code', '--all'))).rejects.toMatchObject({ code: 'PROJECT_NOT_TRUSTED' })
    await expect(read(source('/etc/hostname'), mfa('code'))).rejects.toMatchObject({
      code: 'PROJECT_NOT_TRUSTED',
    })
  })
})

test('trust in one project is none in another with the same settings', async () => {
  await expect(read({}, mfa('code'))).rejects.toMatchObject({ code: 'PROJECT_NOT_TRUSTED' })
  await trust()
  project = join(root, 'other')
  await mkdir(project)
  await expect(read({}, mfa('code'))).rejects.toMatchObject({ code: 'PROJECT_NOT_TRUSTED' })
})

test('what a person trusts is known only to them', async () => {
  await expect(read({}, mfa('code'))).rejects.toMatchObject({ code: 'PROJECT_NOT_TRUSTED' })
  await trust()
  expect((await stat(join(state, 'trust'))).mode & 0o777).toBe(0o700)
})

test('other faults of the configuration are reported first', async () => {
  await expect(read({ timezone: 'nowhere' }, mfa('code'))).rejects.toMatchObject({ code: 'TIMEZONE_UNKNOWN' })
})
