import { cp, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { type BakeWorld, type BakeWorldOptions, finished, makeBakeWorld } from '#test/helpers/bake-world.ts'
import { imageSettings } from '#test/helpers/settings.ts'

const worlds: BakeWorld[] = []
afterEach(() => Promise.all(worlds.splice(0).map(({ project }) => project.remove())))

async function world(options?: BakeWorldOptions): Promise<BakeWorld> {
  const made = await makeBakeWorld(options)
  worlds.push(made)
  return made
}

test('a bake validates, builds, checks and tags, and marks the AMI as complete last', async () => {
  const { bake, calls, events } = await world()
  const { document, error } = await bake()
  expect(error).toBeUndefined()
  expect(document).toMatchObject({
    outcome: 'baked',
    amis: [{ region: 'us-east-1', imageId: 'ami-0123456789abcdef1', snapshotIds: ['snap-1'] }],
    base: { imageId: 'ami-0ba5e', release: '2023.0.20261022' },
    packer: { version: '1.16.0', plugin: '1.8.2' },
    leftovers: [],
  })
  expect(calls).toEqual([
    'validate',
    'build',
    'tag ami-0123456789abcdef1 snap-1',
    'tag ami-0123456789abcdef1 snap-1 complete',
  ])
  expect(events.flatMap(event => (event.type === 'step-started' ? [event.step] : []))).toEqual([
    'base',
    'plan',
    'template',
    'build',
    'result',
  ])
})

test('a second bake of the same inputs finds the AMI and starts no Packer', async () => {
  const { bake, calls } = await world()
  const first = await bake()
  calls.splice(0)
  const { document } = await bake()
  expect(document).toMatchObject({ outcome: 'unchanged', amis: first.document.amis, packer: null })
  expect(calls).toEqual([])
})

test('with --force it bakes again', async () => {
  const { bake } = await world()
  await bake()
  const { document, error } = await bake({ force: true })
  expect(error).toBeUndefined()
  expect(document.outcome).toBe('baked')
})

test('a dry run writes the template and prints the command, and does not start Packer', async () => {
  const { bake, calls, notices, region } = await world()
  const { document } = await bake({ dryRun: true })
  expect(document).toMatchObject({
    outcome: 'planned',
    amis: [],
    packer: { version: '1.16.0', plugin: null },
  })
  expect(calls).toEqual([])
  expect(region.contents.images).toEqual([])
  expect(notices()).toContainEqual(expect.stringContaining('/opt/packer build -machine-readable'))
})

test('a dry run of a bake that would do nothing also shows the template', async () => {
  const { bake, calls } = await world()
  await bake()
  calls.splice(0)
  expect((await bake({ dryRun: true })).document.outcome).toBe('planned')
  expect(calls).toEqual([])
})

test('the template is complete before Packer validates it', async () => {
  const written: Record<string, string[]> = {}
  const { bake } = await world({
    packer: {
      check: async ({ folder }) => {
        written.run = await readdir(folder)
        written.payload = await readdir(join(folder, 'payload/packer-ecs'))
        return null
      },
    },
  })
  await bake()
  expect(written.run).toEqual(expect.arrayContaining(['image.pkr.hcl', 'image.pkrvars.json', 'payload']))
  expect(written.payload).toEqual(expect.arrayContaining(['files', 'settings.json']))
})

test('the tags of the build instance name the user and the computer', async () => {
  let tags: Readonly<Record<string, string>> = {}
  const { bake } = await world({
    build: async function* ({ run_tags }) {
      tags = run_tags
      yield finished({ outcome: 'failed', exitCode: 1 })
    },
  })
  await bake()
  expect(tags['packer-ecs:owner']).toBe('me on here')
})

test.each([
  [undefined, 10, 720],
  ['http://127.0.0.1:9', 1, 7200],
])('with the endpoint %s Packer asks every %i seconds, for two hours', async (endpoint, delay, attempts) => {
  let polling: readonly number[] = []
  const { bake } = await world({
    ...(endpoint === undefined ? {} : { endpoint }),
    build: async function* ({ poll_delay_seconds, poll_attempts }) {
      polling = [poll_delay_seconds, poll_attempts]
      yield finished({ outcome: 'failed', exitCode: 1 })
    },
  })
  await bake()
  expect(polling).toEqual([delay, attempts])
})

test('the record has what exists as soon as Packer reports it', async () => {
  const seen: string[] = []
  const { bake, context } = await world({
    build: async function* () {
      yield { type: 'started', processId: 77 }
      yield { type: 'resource', kind: 'key-pair', id: 'packer-ecs-1' }
      yield { type: 'resource', kind: 'instance', id: 'i-1' }
      seen.push(await records(context.stateFolder))
      yield finished({ outcome: 'failed', exitCode: 1 })
    },
  })
  await bake()
  expect(seen[0]).toContain('"processId":77')
  expect(seen[0]).toContain('"id":"packer-ecs-1"')
  expect(seen[0]).toContain('"id":"i-1"')
})

test('the record of a bake with a template of the project says that there may be a spot instance', async () => {
  const seen: string[] = []
  const { bake, context, project } = await world({
    build: async function* () {
      seen.push(await records(context.stateFolder))
      yield finished({ outcome: 'failed', exitCode: 1 })
    },
  })
  await cp('packer/image.pkr.hcl.hbs', join(project.folder, 'own.hbs'))
  const settings = { dataVolume: null, updates: { releasever: null } }
  await bake({ settings: await imageSettings(settings) })
  const { error } = await bake({ settings: await imageSettings({ ...settings, template: 'own.hbs' }) })
  expect(error?.code).toBe('BUILD_FAILED')
  expect(seen.map(text => text.includes('"spot":true'))).toEqual([false, true])
})

test('a build that fails is an error of the build step', async () => {
  const { bake, calls } = await world({
    build: async function* () {
      yield finished({
        outcome: 'failed',
        exitCode: 1,
        failure: {
          message: 'no',
          stage: 'launch',
          script: null,
          exitStatus: null,
          fault: null,
          lastLines: [],
        },
      })
    },
  })
  const { document, error } = await bake()
  expect(error?.code).toBe('BUILD_FAILED')
  expect(document).toMatchObject({
    outcome: 'failed',
    error: { code: 'BUILD_FAILED', stage: 'build' },
    amis: [],
  })
  expect(calls).not.toContainEqual(expect.stringContaining('complete'))
})

test('an AMI that differs from the plan is reported and not marked as complete', async () => {
  const { bake, calls, region } = await world({ made: { architecture: 'arm64' } })
  const { error } = await bake()
  expect(error?.code).toBe('RESULT_WRONG')
  expect(calls).toEqual(['validate', 'build'])
  expect(region.contents.images).toHaveLength(1)
})

test.each([
  ['base', 'looking for the base'],
  ['template', 'validating'],
] as const)('an interruption in the step %s starts no build', async (_, when) => {
  const { bake, calls, interrupt } = await world({
    packer: {
      check: async () => {
        interrupt()
        return null
      },
    },
    ec2: {
      encryptionByDefault: async () => false,
      ...(when === 'validating'
        ? {}
        : {
            ownImages: async () => {
              interrupt()
              return []
            },
          }),
    },
  })
  const { document, error } = await bake()
  expect(document.outcome).toBe('interrupted')
  expect(error?.exitStatus).toBe(130)
  expect(calls).not.toContain('build')
})

test('an account that cannot be asked for own AMIs ends the bake at the plan', async () => {
  const { bake, calls } = await world({ ec2: { ownImages: () => Promise.reject(new Error('no')) } })
  const { document } = await bake()
  expect(document).toMatchObject({
    outcome: 'failed',
    error: { stage: 'plan' },
    base: { imageId: 'ami-0ba5e' },
  })
  expect(calls).toEqual([])
})

/** All records of the runs on this machine. */
async function records(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const texts = await Promise.all(
    entries
      .filter(entry => entry.isFile() && entry.name.endsWith('.json'))
      .map(({ parentPath, name }) => readFile(join(parentPath, name), 'utf8')),
  )
  return texts.map(text => text.replaceAll(/\s+/g, '')).join('\n')
}
