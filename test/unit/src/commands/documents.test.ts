import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import type { Clients } from '#src/aws/clients.ts'
import type { CloudFormation } from '#src/aws/cloudformation.ts'
import type { Ec2 } from '#src/aws/ec2.ts'
import { run as clean } from '#src/commands/clean/run.ts'
import { run as doctor } from '#src/commands/doctor/run.ts'
import { run as images } from '#src/commands/images/run.ts'
import type { AwsInvocation } from '#src/commands/invocation.ts'
import { run as runProgram } from '#src/commands/program.ts'
import { run as status } from '#src/commands/status/run.ts'
import { run as whoami } from '#src/commands/whoami/run.ts'
import type { Aws } from '#src/connect/aws.ts'
import { ToolError } from '#src/errors/tool-error.ts'
import { createPerson } from '#src/host/person.ts'
import { tagKeys } from '#src/images/tags.ts'
import { description } from '#test/helpers/fake-cloudformation.ts'
import { fakeInstance, fakeRegion } from '#test/helpers/fake-region.ts'
import { publishedSchema } from '#test/helpers/published-schema.ts'
import { image } from '#test/unit/src/stacks/image.ts'

afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
  process.exitCode = undefined
})

test.each([
  ['init', '--yes'],
  ['completion', 'zsh'],
  ['session', 'clear'],
])('%s prints the document that its schema describes', async (...words) => {
  const folder = await newFolder()
  vi.stubEnv('XDG_CACHE_HOME', folder)
  const printed = await printedBy(...words, '--json', '--config', join(folder, 'packer-ecs.yaml'))
  await expectToFit(words[0] === 'session' ? 'session-clear' : (words[0] ?? ''), printed)
})

test('whoami returns the document that its schema describes', async () => {
  const until = new Date('2026-11-21T12:00:00Z')
  const { document } = await whoami(
    await invocation({
      role: 'arn:aws:iam::123456789012:role/bake',
      credentials: async () => ({ accessKeyId: '', secretAccessKey: '', expiration: until }),
      mfa: async () => ({ serial: 'arn:aws:iam::123456789012:mfa/alice', until: null }),
    }),
  )
  expect(document).toMatchObject({ until: '2026-11-21T12:00:00.000Z', mfa: { until: null } })
  await expectToFit('whoami', document)
})

test('images returns the document that its schema describes, also when there are none', async () => {
  const ec2 = (found: unknown[]) => ({
    ec2: async () => ({ ownImages: async () => found }) as unknown as Ec2,
  })
  const { document } = await images(await invocation({}, ec2([image()])))
  expect(document.images).toHaveLength(1)
  await expectToFit('images', document)
  const none = await images(await invocation({}, ec2([])))
  expect(none.note).toContain('There is no AMI')
  await expectToFit('images', none.document)
})

test('status returns the document that its schema describes', async () => {
  const newest = image()
  const group = { logicalId: 'G', physicalId: 'g', type: 'AWS::AutoScaling::AutoScalingGroup', status: '' }
  const ec2 = {
    ownImages: async () => [newest],
    image: async () => undefined,
    instances: async () => [
      fakeInstance('i-1', { imageId: newest.imageId }),
      fakeInstance('i-2', { imageId: 'ami-gone' }),
    ],
  }
  const cloudFormation = { stack: async () => description('UPDATE_COMPLETE'), resources: async () => [group] }
  const given = await invocation(
    {},
    {
      ec2: async () => ec2 as unknown as Ec2,
      cloudFormation: async () => cloudFormation as unknown as CloudFormation,
    },
  )
  const { document } = await status({ ...given, arguments: { stack: undefined } })
  expect(document.stacks[0]?.instances.map(({ ami }) => ami.createdAt)).toEqual([
    newest.createdAt.toISOString(),
    null,
  ])
  await expectToFit('status', document)
})

test('clean returns the document that its schema describes, for each outcome', async () => {
  const runId = '20261121-013000-a1b2'
  const own = { tags: { [tagKeys.run]: runId }, keyName: `packer-ecs-${runId}` }
  const region = fakeRegion({ instances: [fakeInstance('i-1', own)] })
  const given = await invocation({}, { ec2: async () => region.ec2, iam: async () => region.iam })
  const planned = await clean({ ...given, options: { ...given.options, dryRun: true } })
  expect(planned.document).toMatchObject({ outcome: 'planned', removals: [{ id: 'i-1' }] })
  await expectToFit('clean', planned.document)
  await expect(clean(given)).rejects.toMatchObject({ code: 'NOT_CONFIRMED', exitStatus: 2 })
  const cleaned = await clean({ ...given, options: { ...given.options, yes: true } })
  expect(cleaned.document).toMatchObject({ outcome: 'cleaned', removals: [{ id: 'i-1' }] })
  await expectToFit('clean', cleaned.document)
})

test('doctor returns the document that its schema describes', async () => {
  const connect = () => Promise.reject(new ToolError('NO_REGION', 'no region', { hint: 'set one' }))
  const { document, exitStatus } = await doctor({ ...(await invocation({})), connect })
  expect(document.checks.find(({ name }) => name === 'region')).toMatchObject({
    error: { code: 'NO_REGION' },
  })
  expect(exitStatus).toBe(1)
  await expectToFit('doctor', document)
})

/** The document, as JSON, fits its published schema; changed in one place it does not. */
async function expectToFit(name: string, document: object): Promise<void> {
  const schema = await publishedSchema(`${name}-document.schema.json`)
  const printed = JSON.parse(JSON.stringify(document)) as Record<string, unknown>
  expect(schema.safeParse(printed).error).toBeUndefined()
  for (const key of Object.keys(printed)) {
    const { [key]: left, ...others } = printed
    expect(schema.safeParse(others).success, `without ${key}`).toBe(false)
    expect(schema.safeParse({ ...printed, [key]: { no: left } }).success, `another ${key}`).toBe(false)
  }
  expect(schema.safeParse({ ...printed, more: 1 }).success).toBe(false)
}

/** A command without a terminal, in an empty folder, with AWS as given. */
async function invocation(
  aws: Partial<Aws>,
  clients: Partial<Clients> = {},
): Promise<AwsInvocation & { readonly arguments: object }> {
  const projectFolder = await newFolder()
  const stacks = {
    cluster: {
      name: 'fleet',
      template: 'cluster.yml',
      amis: {},
      channels: {},
      parameterFiles: { dev: 'dev.cfg' },
    },
  }
  const project = { file: '', folder: projectFolder, name: 'shop', images: {}, stacks, session: {} }
  const defaults = { region: 'us-east-1', endpoint: null, role: null }
  const caller = async () => ({
    accountId: '123456789012',
    arn: 'arn:aws:iam::123456789012:user/a',
    name: 'a',
  })
  return {
    arguments: {},
    options: { config: 'packer-ecs.yaml', quiet: true },
    startedAt: new Date(),
    configurationFile: join(projectFolder, 'packer-ecs.yaml'),
    projectFolder,
    project: async () => project as never,
    projectIfAny: async () => undefined,
    person: createPerson({ stdin: {}, stderr: process.stderr, env: {} }),
    note: () => undefined,
    describeProgram: () => ({ name: '', description: '', options: [], choices: [], commands: [] }),
    connect: async () => ({ ...defaults, caller, clients, ...aws }) as Aws,
  }
}

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'documents-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}

async function printedBy(...argv: readonly string[]): Promise<object> {
  let printed = ''
  vi.spyOn(process.stdout, 'write').mockImplementation(text => {
    printed += text
    return true
  })
  await runProgram(argv, '1.2.3')
  return JSON.parse(printed)
}
