import { describe, expect, test } from 'vitest'
import type { Ec2 } from '#src/aws/ec2.ts'
import type { Ssm } from '#src/aws/ssm.ts'
import type { ImageSettings, Project } from '#src/config/settings.ts'
import { type DoctorAws, type DoctorContext, doctorChecks } from '#src/doctor/checks.ts'
import { ToolError } from '#src/errors/tool-error.ts'
import { imageSettings } from '#test/helpers/settings.ts'
import { image } from '#test/unit/src/stacks/image.ts'

const packer = { version: '1.11.2', path: '/usr/bin/packer' }
const base = image({ imageId: 'ami-00000000000000001', name: 'al2023-ecs', ownerId: '591542846629' })
const error = (code: string) => () => Promise.reject(new ToolError(code, code, { hint: '' }))

/** What the check finds on a machine and in an account where all is well, except for what is given. */
async function look(
  name: string,
  given: Partial<DoctorContext> & { readonly aws?: never } = {},
  {
    ec2 = {},
    ssm = {},
    ...aws
  }: Partial<Omit<DoctorAws, 'ec2' | 'ssm'>> & { ec2?: object; ssm?: object } = {},
): Promise<string> {
  const context: DoctorContext = {
    nodeVersion: '26.0.0',
    project: () => project('public'),
    findPacker: async () => packer as never,
    amazonPlugin: async () => '1.3.3',
    sessionManagerPlugin: async () => '1.2.0',
    sandbox: async () => [],
    useSandbox: false,
    ...given,
    aws: async () => ({
      region: 'us-east-1',
      endpoint: null,
      caller: async () => ({ accountId: '123456789012', arn: '', name: 'me', partition: 'aws' }),
      ec2: async () =>
        ({ encryptionByDefault: async () => false, image: async () => base, ...ec2 }) as unknown as Ec2,
      ssm: async () => ({ parameter: async () => 'value', ...ssm }) as unknown as Ssm,
      dryRun: async () => ({ allowed: ['ec2:RunInstances'], denied: [], unknown: [] }),
      ...aws,
    }),
  }
  const check = (await doctorChecks(context)).find(one => one.name === name)
  if (check === undefined) throw new Error(`no check ${name}`)
  return check.look()
}

async function project(
  ssh: ImageSettings['network']['ssh'],
  replaced: Partial<ImageSettings> = {},
): Promise<Project> {
  const settings = await imageSettings({ base: { kind: 'ami', imageId: base.imageId }, ...replaced })
  const ecs = { ...settings, network: { ...settings.network, ssh } }
  return { file: 'packer-ecs.yaml', images: { ecs } } as unknown as Project
}

describe('an old Packer', () => {
  const findPacker = async () => ({ ...packer, version: '1.6.6' }) as never
  const noRegion = (() => Promise.reject(new Error('no region'))) as never

  test('cannot log in to the AMIs of Amazon, also when AWS cannot be asked', async () => {
    await expect(look('packer', { findPacker, aws: noRegion })).rejects.toMatchObject({
      code: 'PACKER_SIGNS_SHA1',
    })
  })

  test('is good enough for the sandbox', async () => {
    expect(await look('packer', { findPacker, useSandbox: true })).toContain('Packer 1.6.6')
  })
})

describe('the Amazon plugin', () => {
  test('is found, or is missing', async () => {
    expect(await look('plugin')).toBe('amazon 1.3.3')
    await expect(look('plugin', { amazonPlugin: async () => null })).rejects.toMatchObject({
      code: 'PLUGIN_MISSING',
    })
  })

  test('must be able to connect through Session Manager where an image uses it', async () => {
    const amazonPlugin = async (_: unknown, broken: readonly string[]) =>
      ['1.8.2'].find(version => !broken.includes(version)) ?? null
    const uses = () => project('session-manager')
    expect(await look('plugin', { amazonPlugin })).toBe('amazon 1.8.2')
    await expect(look('plugin', { amazonPlugin, project: uses })).rejects.toMatchObject({
      code: 'PLUGIN_UNSUITABLE',
      message: expect.stringContaining('amazon 1.8.2'),
      hint: expect.stringContaining('network.instanceProfile'),
    })
  })

  test('is looked for without a configuration', async () => {
    expect(await look('plugin', { project: error('CONFIG_NOT_FOUND') })).toBe('amazon 1.3.3')
  })

  test('is part of an old Packer', async () => {
    const findPacker = async () => ({ ...packer, version: '1.6.6' }) as never
    expect(await look('plugin', { findPacker, amazonPlugin: async () => null })).toBe('part of Packer 1.6.6')
  })
})

describe('the Session Manager plugin', () => {
  const uses = () => project('session-manager')

  test('is not looked for when no image uses it', async () => {
    expect(await look('session manager', { sessionManagerPlugin: async () => undefined })).toBe(
      'not needed by any image',
    )
  })

  test('is found, or is missing for the images that use it', async () => {
    expect(await look('session manager', { project: uses })).toBe('session-manager-plugin 1.2.0')
    await expect(
      look('session manager', { project: uses, sessionManagerPlugin: async () => undefined }),
    ).rejects.toMatchObject({ code: 'SESSION_MANAGER_PLUGIN_MISSING', why: expect.stringContaining('ecs') })
  })
})

describe('the version of the Session Manager plugin', () => {
  const lookAt = (version: string) =>
    look('session manager', {
      project: () => project('session-manager'),
      sessionManagerPlugin: async () => version,
    })

  test('that signs with the credentials of the bake is found with the permission that it needs', async () => {
    expect(await lookAt('1.2.764.0')).toBe(
      'session-manager-plugin 1.2.764.0; it needs ssmmessages:OpenDataChannel',
    )
    expect(await lookAt('1.2.707.0')).toBe('session-manager-plugin 1.2.707.0')
  })

  test('must be able to forward a port', async () => {
    await expect(lookAt('1.1.17.0')).rejects.toMatchObject({ code: 'SESSION_MANAGER_PLUGIN_TOO_OLD' })
    expect(await lookAt('1.1.26.0')).toBe('session-manager-plugin 1.1.26.0')
  })
})

describe('the sandbox', () => {
  test('is complete, or lacks what is listed', async () => {
    expect(await look('sandbox')).toBe('all requirements found')
    await expect(look('sandbox', { sandbox: async () => ['root', 'python3.11'] })).rejects.toMatchObject({
      code: 'SANDBOX_INCOMPLETE',
      message: 'missing: root, python3.11',
    })
  })

  test('is needed only with --sandbox', async () => {
    const isNeeded = async (useSandbox: boolean) =>
      (await doctorChecks({ useSandbox, project: () => project('public') } as DoctorContext)).find(
        ({ name }) => name === 'sandbox',
      )?.needed
    expect([await isNeeded(true), await isNeeded(false)]).toEqual([true, false])
  })
})

describe('a project that only deploys', () => {
  const onlyDeploys = { images: {}, stacks: { cluster: {} }, file: 'packer-ecs.yaml' } as unknown as Project
  const given = { project: async () => onlyDeploys }

  test('is not checked for what only a bake needs', async () => {
    const names = (await doctorChecks(given as DoctorContext)).map(({ name }) => name)
    expect(names).toEqual(['node', 'configuration', 'sandbox', 'region', 'identity', 'endpoints'])
  })

  test('is shown with its stacks', async () => {
    expect(await look('configuration', given)).toBe('packer-ecs.yaml: no images; stacks: cluster')
  })

  test('that cannot be read is checked for everything', async () => {
    const unreadable = { project: error('CONFIG_NOT_FOUND') } as unknown as DoctorContext
    expect(await doctorChecks(unreadable)).toHaveLength(12)
  })
})

describe('the endpoints', () => {
  test('answer; one that is not of AWS is named', async () => {
    expect(await look('endpoints')).toBe('STS, EC2 and SSM answer')
    expect(await look('endpoints', {}, { endpoint: 'http://127.0.0.1:5000' })).toBe(
      'STS, EC2 and SSM answer (http://127.0.0.1:5000)',
    )
  })

  test('answer with a refusal, too', async () => {
    const refuses = { ec2: { encryptionByDefault: error('ACCESS_DENIED') }, ssm: { parameter: error('X') } }
    expect(await look('endpoints', {}, refuses)).toBe('STS, EC2 and SSM answer')
  })

  test.each([
    ['EC2', { ec2: { encryptionByDefault: error('AWS_UNREACHABLE') } }],
    ['SSM', { ssm: { parameter: error('AWS_UNREACHABLE') } }],
  ])('do not answer when %s cannot be reached', async (_, aws) => {
    await expect(look('endpoints', {}, aws)).rejects.toMatchObject({ code: 'AWS_UNREACHABLE' })
  })
})

describe('the calls of a bake', () => {
  test('are allowed; those that are unknown are named', async () => {
    expect(await look('permissions')).toBe('1 calls of a bake allowed')
    const dryRun = async () => ({ allowed: ['a', 'b'], denied: [], unknown: ['c', 'd'] })
    expect(await look('permissions', {}, { dryRun })).toBe('2 calls of a bake allowed; unknown: c, d')
  })

  test.each([
    [['a'], '1 call of a bake not allowed'],
    [['a', 'b'], '2 calls of a bake not allowed'],
  ])('that are denied are listed: %j', async (denied, message) => {
    const dryRun = async () => ({ allowed: ['c'], denied, unknown: [] })
    await expect(look('permissions', {}, { dryRun })).rejects.toMatchObject({
      code: 'PERMISSIONS_MISSING',
      message,
      details: denied,
    })
  })

  test('include copies when an image is copied to other regions', async () => {
    const asked: unknown[] = []
    const dryRun = async ({ copies }: { copies: boolean }) => {
      asked.push(copies)
      return { allowed: [], denied: [], unknown: [] }
    }
    await look('permissions', {}, { dryRun })
    await look('permissions', { project: () => project('public', { copyTo: ['eu-west-1'] }) }, { dryRun })
    expect(asked).toEqual([false, true])
  })
})

test('encryption by default is on or off', async () => {
  const encryptionByDefault = async () => true
  expect(await look('encryption')).toBe('EBS encryption by default: off')
  expect(await look('encryption', {}, { ec2: { encryptionByDefault } })).toBe('EBS encryption by default: on')
})
