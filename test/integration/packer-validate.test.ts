import { execFile } from 'node:child_process'
import * as fileSystem from 'node:fs/promises'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { capabilitiesOf } from '#src/packer/capabilities.ts'
import { packerEnvironment } from '#src/packer/environment.ts'
import { findPacker } from '#src/packer/find.ts'
import { installedAmazonPlugin, installPlugins, validateTemplate } from '#src/packer/prepare.ts'
import { run } from '#src/packer/run.ts'
import { templateCases } from '#test/helpers/template-cases.ts'

const environment = packerEnvironment(process.env, { region: 'eu-central-1', credentialEndpoint: null })

/** Each folder of PATH by itself: every Packer at hand is asked, not only the newest. */
const packers = await Promise.all(
  (process.env.PATH ?? '')
    .split(path.delimiter)
    .map(folder =>
      findPacker({ environment: { ...environment, PATH: folder }, fileSystem, run }).catch(() => undefined),
    ),
)
const versions = new Map(
  packers.filter(packer => packer !== undefined).map(packer => [packer.version, packer]),
)

let root: string
beforeAll(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'packer-validate-'))
})
afterAll(() => rm(root, { recursive: true }))

test('there is a Packer to ask', () => {
  expect([...versions.keys()]).not.toEqual([])
})

describe.each([...versions.values()])('Packer $version', packer => {
  const structure = capabilitiesOf(packer.version)
  const cases = templateCases.filter(
    ({ packerVersion }) => capabilitiesOf(packerVersion).oldestAmazonPlugin === structure.oldestAmazonPlugin,
  )

  /** A run's folder with the golden and the files that it names. */
  async function runFolder(name: string) {
    const folder = await mkdtemp(path.join(root, 'run-'))
    await cp(path.resolve('test/fixtures/templates', name), folder, { recursive: true })
    await mkdir(path.join(folder, 'payload/packer-ecs'), { recursive: true })
    await mkdir(path.join(folder, 'scripts'))
    for (const script of ['prepare', 'storage', 'cleanup']) {
      await writeFile(path.join(folder, 'scripts', `${script}.sh`), '#!/usr/bin/env bash\n')
    }
    const template = 'image.pkr.hcl'
    return { packer, run, environment, folder, template, variablesFile: 'image.pkrvars.json' }
  }

  test.each(cases)('accepts $name', async ({ name }) => {
    const request = await runFolder(name)
    if (structure.oldestAmazonPlugin !== null) await installPlugins(request)
    await validateTemplate(request)
  })

  test.each(cases)('would format $name no other way', async ({ name }) => {
    const { folder } = await runFolder(name)
    const { stdout } = await promisify(execFile)(packer.path, ['fmt', '-check', '-diff', folder])
    expect(stdout).toBe('')
  })

  test('refuses a broken template in its own words', async () => {
    const request = await runFolder('packer-1.6/x86_64')
    await fileSystem.appendFile(path.join(request.folder, request.template), '\nsource "amazon-ebs" {}\n')
    await expect(validateTemplate(request)).rejects.toMatchObject({
      code: 'TEMPLATE_INVALID',
      details: expect.arrayContaining([expect.stringContaining('image.pkr.hcl')]),
    })
  })

  test('tells its Amazon plugin', async () => {
    const request = { packer, run, environment, folder: root }
    if (structure.oldestAmazonPlugin === null) expect(await installedAmazonPlugin(request)).toBeNull()
    else expect(await installedAmazonPlugin(request)).toMatch(/^\d+\.\d+\.\d+/)
  })
})
