import { expect, test } from 'vitest'
import type { BakeDryRun } from '#src/aws/dry-run.ts'
import type { Ec2 } from '#src/aws/ec2.ts'
import type { Project } from '#src/config/settings.ts'
import { type DoctorContext, doctorChecks } from '#src/doctor/checks.ts'
import { image } from '#test/helpers/images.ts'
import { imageSettings } from '#test/helpers/settings.ts'

const settings = await imageSettings({ base: { kind: 'ami', imageId: 'ami-1' } })

/** One check, alone, on a machine where everything else is as it should be. */
function look(name: string, replaced: Partial<DoctorContext> = {}, dryRun: Partial<BakeDryRun> = {}) {
  const context: DoctorContext = {
    nodeVersion: '26.0.0',
    project: async () => ({ images: { ecs: settings } }) as unknown as Project,
    findPacker: async () => ({ path: '/packer', version: '1.11.0' }) as never,
    amazonPlugin: async () => '1.3.9',
    sessionManagerPlugin: async () => '1.2.764.0',
    aws: async () => ({
      region: 'us-east-1',
      endpoint: null,
      caller: () => Promise.reject(new Error('not asked')),
      ec2: async () => ({ image: async () => image() }) as unknown as Ec2,
      ssm: async () => ({ parameter: async () => undefined }),
      dryRun: async () => ({ allowed: [], denied: [], unknown: [], ...dryRun }),
    }),
    sandbox: async () => [],
    useSandbox: false,
    ...replaced,
  }
  const check = doctorChecks(context).find(one => one.name === name)
  return check?.look() ?? Promise.reject(new Error(`no check ${name}`))
}

test('calls that EC2 would refuse are an error that lists them', async () => {
  const denied = ['ec2:RunInstances', 'ec2:StopInstances']
  await expect(look('permissions', {}, { denied })).rejects.toMatchObject({
    code: 'PERMISSIONS_MISSING',
    details: denied,
  })
})

test('calls that EC2 allows or could not check are counted', async () => {
  const found = await look('permissions', {}, { allowed: ['ec2:CreateTags'], unknown: ['ec2:StopInstances'] })
  expect(found).toBe('1 calls of a bake allowed; unknown: ec2:StopInstances')
})

test('missing requirements of the sandbox are an error that names them', async () => {
  await expect(look('sandbox', { sandbox: async () => ['moto', 'dnsmasq'] })).rejects.toMatchObject({
    code: 'SANDBOX_INCOMPLETE',
    message: 'missing: moto, dnsmasq',
  })
})

test('a missing plugin of Packer is an error', async () => {
  await expect(look('plugin', { amazonPlugin: async () => null })).rejects.toMatchObject({
    code: 'PLUGIN_MISSING',
  })
})

test('the Session Manager plugin is needed only by images that use it', async () => {
  const sessionManagerPlugin = async () => undefined
  await expect(look('session manager', { sessionManagerPlugin })).resolves.toBe('not needed by any image')
  const network = { ...settings.network, ssh: 'session-manager' } as const
  const project = async () => ({ images: { ecs: { ...settings, network } } }) as unknown as Project
  await expect(look('session manager', { sessionManagerPlugin, project })).rejects.toMatchObject({
    code: 'SESSION_MANAGER_PLUGIN_MISSING',
  })
})
