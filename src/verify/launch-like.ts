import type { Clients } from '../aws/clients.ts'
import type { LaunchVolume } from '../aws/ec2-verify.ts'
import type { Image } from '../aws/image.ts'
import type { CallerIdentity } from '../aws/sts.ts'
import type { Json } from '../config/settings.ts'
import { ToolError } from '../errors/tool-error.ts'
import type { FileSystem } from '../ports/ports.ts'
import {
  groupsLaunchedFrom,
  imageParameters,
  instanceTypesOf,
  launchProperties,
} from '../stacks/ami/launched-as.ts'
import type { ChosenStack } from '../stacks/choose.ts'
import { gatherParameters } from '../stacks/parameters/gather.ts'
import type { GivenParameters } from '../stacks/parameters/given.ts'
import { offerNetwork } from '../stacks/parameters/network.ts'
import { plainValues, resolveParameters } from '../stacks/parameters/resolve.ts'
import { type Evaluate, evaluator } from '../stacks/template/evaluate.ts'
import { pseudoParameters } from '../stacks/template/pseudo-parameters.ts'
import type { Template } from '../stacks/template/template.ts'
import { readTemplateTree } from '../stacks/template/template-tree.ts'
import type { ChosenAmi } from './choose-ami.ts'
import { launchWithoutStack } from './launch.ts'
import { launchNetwork } from './launch-network.ts'
import type { Launch } from './request.ts'

export interface LikeContext {
  readonly clients: Pick<Clients, 'ec2' | 'cloudFormation' | 'autoScaling'>
  readonly region: string
  readonly caller: () => Promise<CallerIdentity>
  readonly fileSystem: FileSystem
}

/**
 * How the next deploy of the stack would launch the AMI: template, parameter file, and the values that the stack keeps.
 *
 * @throws ToolError VERIFY_STACK_WITHOUT_AMI, AMI_OTHER_ARCHITECTURE, ConfigurationError
 */
export async function launchLike(
  chosen: ChosenStack,
  ami: ChosenAmi,
  project: { readonly folder: string; readonly artifactBucket: string | null },
  context: LikeContext,
): Promise<Launch> {
  const { fileSystem, clients, region } = context
  const { template } = await readTemplateTree(
    chosen.template,
    { bucket: project.artifactBucket, folder: project.folder },
    fileSystem,
  )
  const parameter = parameterOf(chosen, ami, template)
  const given = await gatherParameters({ chosen, template, flags: [], ami: undefined }, fileSystem)
  const stack = await (await clients.cloudFormation()).stack(chosen.stackName)
  const previous = stack?.parameters ?? null
  const ec2 = await clients.ec2(region)
  const { values } = resolveParameters({
    template,
    given: withoutSecrets(given, template),
    previous,
    amis: given.amis.map(one => ({ ...one, found: ami.ami, passedOver: null })),
    network: await offerNetwork({ template, given, previous }, ec2),
  })
  const pseudo = await pseudoParameters(chosen.stackName, context)
  const evaluate = evaluator(template, { ...pseudo, ...plainValues(values) })
  const properties = launchProperties(template, parameter)
  const subnetIds =
    (await subnetsInUse(chosen, template, parameter, context)) ??
    subnetsOf(template, parameter, evaluate) ??
    []
  const [subnet] = subnetIds
  const vpcId = subnet === undefined ? undefined : await ec2.vpcOfSubnet(subnet)
  const network = vpcId === undefined ? await launchWithoutStack(ami, ec2) : { vpcId, subnetIds }
  const { volumes, unknown } = volumesOf(properties, evaluate)
  const reach = launchNetwork(properties, evaluate)
  return {
    like: chosen.stackName,
    vpcId: network.vpcId,
    subnetIds: network.subnetIds,
    ...(await fittingTypes(instanceTypesOf(template, parameter, evaluate), ami.ami, context)),
    metadataOptions: metadataOf(properties, evaluate),
    volumes,
    proxy: reach.proxy,
    publicAddress: reach.publicAddress,
    unknown: [...unknown, ...reach.unknown, ...(vpcId === undefined ? ['subnets'] : [])],
  }
}

function parameterOf({ stack, settings }: ChosenStack, { image }: ChosenAmi, template: Template): string {
  const [configured] = Object.entries(settings.amis).find(([, name]) => name === image) ?? []
  const [found] = imageParameters(template)
  const parameter = configured ?? found
  if (parameter !== undefined) return parameter
  throw new ToolError('VERIFY_STACK_WITHOUT_AMI', `stacks.${stack} does not launch an AMI of a parameter`, {
    why: 'A verification launches the AMI as the stack would, so the template must launch instances.',
    hint: `Name another stack with --like, or name the parameter of the AMI under stacks.${stack}.amis.`,
    exitStatus: 2,
  })
}

/** A secret is not part of a launch; a new stack has none yet. */
function withoutSecrets(given: GivenParameters, { parameters }: Template): GivenParameters {
  const secrets = Object.entries(parameters).filter(([name, { noEcho }]) => noEcho && !given.values[name])
  const values = secrets.map(([name]) => [name, { name, value: '', source: { kind: 'flag' } as const }])
  return { ...given, values: { ...given.values, ...Object.fromEntries(values) } }
}

/** Of the groups of the deployed stack; undefined if it has none. */
async function subnetsInUse(
  { stackName }: ChosenStack,
  template: Template,
  parameter: string,
  { clients }: LikeContext,
): Promise<readonly string[] | undefined> {
  const client = await clients.cloudFormation()
  const stack = await client.stack(stackName)
  if (stack === undefined) return undefined
  const logicalIds = groupsLaunchedFrom(template, parameter)
  const names = (await client.resources(stack.stackId)).flatMap(({ logicalId, physicalId }) =>
    logicalIds.includes(logicalId) && physicalId !== null ? [physicalId] : [],
  )
  const groups = await (await clients.autoScaling()).groups(names)
  return groups.map(({ subnetIds }) => subnetIds).find(ids => ids.length > 0)
}

function subnetsOf(template: Template, parameter: string, evaluate: Evaluate): string[] | undefined {
  for (const logicalId of groupsLaunchedFrom(template, parameter)) {
    const found = evaluate(template.resources[logicalId]?.properties.VPCZoneIdentifier)
    const listed = typeof found === 'string' ? [found] : Array.isArray(found) ? found : []
    const ids = listed.flatMap(one => (typeof one === 'string' ? one.split(',') : []))
    if (ids.length > 0) return ids
  }
  return undefined
}

/**
 * Only Nitro types if there are any: they show their console at once.
 *
 * @throws ToolError AMI_OTHER_ARCHITECTURE if the AMI fits none
 */
async function fittingTypes(
  types: readonly string[],
  { imageId, architecture }: Image,
  { clients, region }: LikeContext,
): Promise<Pick<Launch, 'instanceTypes' | 'isXen'>> {
  const ec2 = await clients.ec2(region)
  const found = await Promise.all(
    types.map(async name => ((await ec2.architectures(name))?.includes(architecture) ? [name] : [])),
  )
  const fitting = found.flat()
  const xen = await Promise.all(fitting.map(name => ec2.isXen(name)))
  const nitro = fitting.filter((_, index) => !xen[index])
  if (nitro.length > 0) return { instanceTypes: nitro, isXen: false }
  if (fitting.length > 0) return { instanceTypes: fitting, isXen: true }
  const listed = types.length === 0 ? 'no instance type that is known' : types.join(', ')
  throw new ToolError(
    'AMI_OTHER_ARCHITECTURE',
    `${imageId} is ${architecture}, but the stack launches ${listed}`,
    {
      hint: 'Use an instance type of that architecture, or name another stack with --like.',
    },
  )
}

type Properties = Readonly<Record<string, Json>>

function metadataOf(properties: readonly Properties[], evaluate: Evaluate): Launch['metadataOptions'] {
  const options = properties
    .map(({ MetadataOptions }) => objectOf(evaluate(MetadataOptions)))
    .find(found => found !== undefined)
  if (options === undefined) return null
  return Object.fromEntries(
    Object.entries(options).flatMap(([name, value]) => {
      if (typeof value !== 'string' && typeof value !== 'number') return []
      return [[name, name === 'HttpPutResponseHopLimit' ? Number(value) : value]]
    }),
  )
}

function volumesOf(
  properties: readonly Properties[],
  evaluate: Evaluate,
): Pick<Launch, 'volumes' | 'unknown'> {
  const volumes: LaunchVolume[] = []
  const unknown: string[] = []
  for (const { BlockDeviceMappings } of properties) {
    for (const mapping of Array.isArray(BlockDeviceMappings)
      ? (BlockDeviceMappings as readonly Json[])
      : []) {
      const { DeviceName: device, Ebs, NoDevice } = objectOf(evaluate(mapping)) ?? {}
      if (typeof device !== 'string') continue
      const ebs = typeof NoDevice === 'string' ? undefined : (objectOf(Ebs) ?? {})
      // A value that only CloudFormation knows is missing; AWS::NoValue is null.
      if (ebs !== undefined && !('KmsKeyId' in ebs) && JSON.stringify(mapping).includes('"KmsKeyId"'))
        unknown.push(`KmsKeyId of ${device}`)
      const entries = Object.entries(ebs ?? {}).flatMap(([name, value]) => ebsEntry(name, value))
      volumes.push({ device, ebs: ebs === undefined ? null : Object.fromEntries(entries) })
    }
  }
  return { volumes, unknown }
}

/** Parameters are texts; EC2 expects numbers and booleans. */
function ebsEntry(name: string, value: Json | undefined): [string, string | number | boolean][] {
  if (value === undefined || value === null || typeof value === 'object' || value === '') return []
  if (['VolumeSize', 'Iops', 'Throughput'].includes(name)) return [[name, Number(value)]]
  if (['Encrypted', 'DeleteOnTermination'].includes(name)) return [[name, String(value) === 'true']]
  return [[name, value]]
}

function objectOf(value: Json | undefined): Readonly<Record<string, Json | undefined>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, Json | undefined>>)
    : undefined
}
