import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { run } from '#src/commands/bake/run.ts'
import type { Project } from '#src/config/settings.ts'
import { ToolError } from '#src/errors/tool-error.ts'
import { imageSettings } from '#test/helpers/settings.ts'

let folder = ''
let written = ''
beforeEach(async () => {
  written = ''
  folder = await mkdtemp(join(tmpdir(), 'bake-run-'))
  vi.stubEnv('XDG_STATE_HOME', join(folder, 'state'))
  vi.spyOn(process.stderr, 'write').mockImplementation(text => {
    written += text
    return true
  })
})
afterEach(async () => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true })
})

const noCredentials = () =>
  Promise.reject(new ToolError('NO_CREDENTIALS', 'no credentials', { hint: 'Sign in.', exitStatus: 2 }))

/** A bake of these images, of two in the configuration, with a session that has no credentials. */
async function bake(
  images: readonly string[],
  options: object = {},
  caller: () => Promise<unknown> = noCredentials,
) {
  const settings = await imageSettings()
  const project = {
    folder,
    file: join(folder, 'packer-ecs.yaml'),
    images: { ecs: settings, gpu: settings },
    stacks: {},
  } as unknown as Project
  return run({
    arguments: { images },
    options: { quiet: true, ...options },
    project: async () => project,
    connect: async () => ({
      region: 'us-east-1',
      endpoint: null,
      caBundle: null,
      caller,
      lend: noCredentials,
      clients: { ec2: noCredentials, ssm: noCredentials },
    }),
  } as never)
}

test('an error that concerns all images is reported once', async () => {
  const { exitStatus, document, text } = await bake([], { all: true })
  expect(exitStatus).toBe(2)
  expect(JSON.stringify(document).match(/NO_CREDENTIALS/g)).toHaveLength(1)
  expect(written.match(/NO_CREDENTIALS/g)).toHaveLength(1)
  expect(text()).toBe('')
})

test('what concerns one image is reported for each of them', async () => {
  const account = { accountId: '123456789012', arn: '', name: 'me', partition: 'aws' }
  const { exitStatus, document } = await bake(['ecs', 'gpu'], {}, async () => account)
  expect(exitStatus).toBeGreaterThan(0)
  expect(document).toMatchObject({ runs: [{ image: 'ecs' }, { image: 'gpu' }] })
})

test('one image whose bake fails before it has a run has the document of a failed bake', async () => {
  const { exitStatus, document } = await bake(['gpu'])
  expect(exitStatus).toBe(2)
  expect(document).toMatchObject({
    image: 'gpu',
    outcome: 'failed',
    amis: [],
    error: { code: 'NO_CREDENTIALS' },
  })
})

test('an image that the configuration does not have is an error without a bake', async () => {
  const { exitStatus, document } = await bake(['web'])
  expect(exitStatus).toBe(2)
  expect(document).toMatchObject({ image: null, error: { code: 'IMAGE_UNKNOWN' } })
})
