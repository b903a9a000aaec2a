import type { BakeDryRun, DryRunRequest } from '../aws/dry-run.ts'
import type { Ec2 } from '../aws/ec2.ts'
import type { Ssm } from '../aws/ssm.ts'
import type { CallerIdentity } from '../aws/sts.ts'
import type { ImageSettings, Project } from '../config/settings.ts'
import { ownCommand } from '../errors/own-command.ts'
import { ToolError } from '../errors/tool-error.ts'
import { resolveBase } from '../images/base.ts'
import { assertShareable } from '../images/sharing.ts'
import { assertCanLogIn, assertCanLogInToAmazon } from '../packer/capabilities.ts'
import type { Check } from './check.ts'
import { lookAtPlugin, lookAtSessionManager, type PluginLookups } from './plugins.ts'

export interface DoctorContext extends PluginLookups {
  readonly nodeVersion: string
  /** Throws NO_REGION. */
  readonly aws: () => Promise<DoctorAws>
  /** Names of missing requirements of the sandbox. */
  readonly sandbox: () => Promise<readonly string[]>
  readonly useSandbox: boolean
}

export interface DoctorAws {
  readonly region: string
  readonly endpoint: string | null
  caller(): Promise<CallerIdentity>
  ec2(region: string): Promise<Ec2>
  ssm(): Promise<Ssm>
  dryRun(request: DryRunRequest): Promise<BakeDryRun>
}

/** The checks of a project, in the order in which the user would fix them; fewer if it only deploys. */
export async function doctorChecks(context: DoctorContext): Promise<Check[]> {
  const checks = allChecks(context)
  const onlyDeploys = await context.project().then(
    ({ images }) => Object.keys(images).length === 0,
    // The check of the configuration reports a configuration that cannot be read.
    () => false,
  )
  return onlyDeploys ? checks.filter(({ onlyBakes }) => !onlyBakes) : checks
}

interface ProjectCheck extends Check {
  /** A project without images does not need it. */
  readonly onlyBakes: boolean
}

function allChecks(context: DoctorContext): ProjectCheck[] {
  const { project, aws, useSandbox } = context
  const check = (name: string, after: readonly string[], look: Check['look']): ProjectCheck => ({
    name,
    needed: true,
    after,
    look,
    onlyBakes: false,
  })
  const bakeCheck: typeof check = (...words) => ({ ...check(...words), onlyBakes: true })
  return [
    check('node', [], async () => `Node.js ${context.nodeVersion}`),
    bakeCheck('packer', [], () => lookAtPacker(context)),
    { ...bakeCheck('plugin', ['packer'], () => lookAtPlugin(context)), needed: false },
    check('configuration', [], async () => {
      const { file, images, stacks } = await project()
      const names = Object.keys(images)
      return `${file}: ${names.length > 0 ? names.join(', ') : `no images; stacks: ${Object.keys(stacks).join(', ')}`}`
    }),
    bakeCheck('session manager', ['configuration'], () => lookAtSessionManager(context)),
    { ...check('sandbox', [], () => lookAtSandbox(context)), needed: useSandbox },
    check('region', [], async () => (await aws()).region),
    check('identity', ['region'], async () => {
      const { accountId, name } = await (await aws()).caller()
      return `${accountId} as ${name}`
    }),
    check('endpoints', ['identity'], async () => lookAtEndpoints(await aws())),
    bakeCheck('base', ['configuration', 'packer', 'endpoints'], () => lookAtBases(context)),
    bakeCheck('permissions', ['base'], () => lookAtPermissions(context)),
    bakeCheck('encryption', ['configuration', 'identity'], () => lookAtEncryption(context)),
  ]
}

/** With the endpoint of a sandbox, the base decides: sandboxes have AMIs that an old Packer can log in to. */
async function lookAtPacker({ findPacker, aws, useSandbox }: DoctorContext): Promise<string> {
  const packer = await findPacker()
  const endpoint = useSandbox
    ? null
    : await aws().then(
        found => found.endpoint,
        () => null,
      )
  if (!useSandbox && endpoint === null) assertCanLogInToAmazon(packer)
  return `Packer ${packer.version} (${packer.path})`
}

async function lookAtSandbox({ sandbox }: DoctorContext): Promise<string> {
  const missing = await sandbox()
  if (missing.length === 0) return 'all requirements found'
  throw new ToolError('SANDBOX_INCOMPLETE', `missing: ${missing.join(', ')}`, {
    why: 'This is only needed for --sandbox.',
    hint: `Run "${ownCommand('sandbox start', '--yes')}" to install what it can; docs/sandbox.md lists the rest.`,
  })
}

/** Any answer is good, even a refusal; only an unreachable endpoint fails the check. */
async function lookAtEndpoints({ region, endpoint, ec2, ssm }: DoctorAws): Promise<string> {
  const answers = await Promise.all([
    ec2(region).then(client => answered(() => client.encryptionByDefault())),
    ssm().then(client => answered(() => client.parameter('/aws/service/ecs/optimized-ami'))),
  ])
  const silence = answers.find(answer => answer !== undefined)
  if (silence !== undefined) throw silence
  return `STS, EC2 and SSM answer${endpoint === null ? '' : ` (${endpoint})`}`
}

async function answered(call: () => Promise<unknown>): Promise<ToolError | undefined> {
  try {
    await call()
  } catch (error) {
    if (error instanceof ToolError && error.code === 'AWS_UNREACHABLE') return error
  }
  return undefined
}

async function lookAtBases({ project, findPacker, aws }: DoctorContext): Promise<string> {
  const { region, ec2, ssm } = await aws()
  const clients = { ec2: await ec2(region), ssm: await ssm() }
  const packer = await findPacker()
  const found = await Promise.all(
    imagesOf(await project()).map(async ({ base, architecture }) => {
      const { image, name } = await resolveBase(base, architecture, clients)
      assertCanLogIn(packer, image)
      return name
    }),
  )
  return [...new Set(found)].join(', ')
}

async function lookAtPermissions({ project, aws }: DoctorContext): Promise<string> {
  const { region, ec2, ssm, dryRun } = await aws()
  const clients = { ec2: await ec2(region), ssm: await ssm() }
  const images = imagesOf(await project())
  const [settings] = images
  if (settings === undefined) return 'no image'
  const base = await resolveBase(settings.base, settings.architecture, clients)
  const { allowed, denied, unknown } = await dryRun({
    baseImageId: base.imageId,
    instanceType: settings.instanceType,
    copies: images.some(({ copyTo }) => copyTo.length > 0),
    spot: images.some(({ spot }) => spot !== null),
    vpcId: settings.network.vpc,
    subnetId: settings.network.subnet,
    instanceProfile: settings.network.instanceProfile,
  })
  if (denied.length > 0) {
    throw new ToolError(
      'PERMISSIONS_MISSING',
      `${denied.length} ${denied.length === 1 ? 'call' : 'calls'} of a bake not allowed`,
      {
        details: denied,
        why: 'These are the results of EC2 dry runs; nothing was created.',
        hint: 'Allow these calls for the role or user of this profile; docs/credentials.md has the complete policy.',
      },
    )
  }
  const rest = unknown.length === 0 ? '' : `; unknown: ${unknown.join(', ')}`
  return `${allowed.length} calls of a bake allowed${rest}`
}

async function lookAtEncryption({ project, aws }: DoctorContext): Promise<string> {
  const { region, ec2 } = await aws()
  const client = await ec2(region)
  const isOn = await client.encryptionByDefault()
  for (const settings of imagesOf(await project())) await assertShareable(settings, client)
  return `EBS encryption by default: ${isOn ? 'on' : 'off'}`
}

function imagesOf({ images }: Project): ImageSettings[] {
  return Object.values(images)
}
