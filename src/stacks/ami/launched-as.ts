import type { Json } from '../../config/settings.ts'
import type { Evaluate } from '../template/evaluate.ts'
import type { Template, TemplateResource } from '../template/template.ts'
import { isGroup } from '../watch/group-signals.ts'

/** Parameters that hold an AMI id, whatever their type: a resource uses them as its ImageId. */
export function imageParameters({ parameters, resources }: Template): string[] {
  const images = Object.values(resources).map(({ properties }) => settingsOf(properties).ImageId)
  return Object.keys(parameters).filter(name => images.some(image => isRef(image, name)))
}

/** Instance types that the template launches from the AMI of a parameter, as far as they are known. */
export function instanceTypesOf(template: Template, parameter: string, evaluate: Evaluate): string[] {
  const launchers = launchersOf(template, parameter)
  const own = launchers.map(([, { properties }]) => settingsOf(properties).InstanceType)
  const overrides = Object.values(template.resources)
    .filter(({ properties }) =>
      launchers.some(([logicalId]) => mentions(properties.MixedInstancesPolicy, logicalId)),
    )
    .flatMap(({ properties }) => overriddenTypes(evaluate(properties.MixedInstancesPolicy)))
  return texts([...own.map(evaluate), ...overrides])
}

/** Properties of what launches the AMI of a parameter: of a launch template, those of its data. */
export function launchProperties(template: Template, parameter: string): Properties[] {
  return launchersOf(template, parameter).map(([, { properties }]) => settingsOf(properties))
}

/** Logical ids of the Auto Scaling groups that launch instances from the AMI of a parameter. */
export function groupsLaunchedFrom(template: Template, parameter: string): string[] {
  const launchers = launchersOf(template, parameter).map(([logicalId]) => logicalId)
  return Object.entries(template.resources)
    .filter(([, resource]) => isGroup(resource))
    .filter(([, { properties }]) => launchers.some(logicalId => mentions(properties, logicalId)))
    .map(([logicalId]) => logicalId)
}

/**
 * Logical ids of the Auto Scaling groups whose instances join a cluster, whatever their AMI: their user data or the
 * metadata that cfn-init reads sets ECS_CLUSTER, or a capacity provider names the group.
 */
export function containerGroups({ resources }: Template): string[] {
  const joining = Object.entries(resources)
    .filter(([, { properties, metadata }]) =>
      JSON.stringify([settingsOf(properties).UserData, metadata]).includes('ECS_CLUSTER'),
    )
    .map(([logicalId]) => logicalId)
  const providers = Object.values(resources).filter(({ type }) => type === 'AWS::ECS::CapacityProvider')
  return Object.entries(resources)
    .filter(([, resource]) => isGroup(resource))
    .filter(
      ([logicalId, { properties }]) =>
        joining.some(launcher => launcher === logicalId || mentions(properties, launcher)) ||
        providers.some(provider => mentions(provider.properties, logicalId)),
    )
    .map(([logicalId]) => logicalId)
}

/** A volume that the template sets for such instances. */
export interface LaunchedVolume {
  readonly deviceName: string
  /** GiB; null for the size in the AMI. */
  readonly size: number | null
  /** The template removes the size with AWS::NoValue and names no snapshot: the AMI must contain the volume. */
  readonly isOfAmi: boolean
  readonly isEncrypted: boolean
  /** Key that replaces the AMI's; null for the AMI's key. */
  readonly kmsKey: string | null
}

export function launchedVolumes(template: Template, parameter: string, evaluate: Evaluate): LaunchedVolume[] {
  const mappings = launchersOf(template, parameter).flatMap(([, { properties }]) =>
    listOf(evaluate(settingsOf(properties).BlockDeviceMappings)),
  )
  return mappings.flatMap(mapping => {
    const { DeviceName, Ebs } = (mapping ?? {}) as Properties
    const { VolumeSize, SnapshotId, Encrypted, KmsKeyId = null } = (Ebs ?? {}) as Properties
    const size = VolumeSize === undefined || VolumeSize === null ? null : Number(VolumeSize)
    const isOfAmi = VolumeSize === null && (SnapshotId ?? null) === null
    const kmsKey = KmsKeyId === null || KmsKeyId === '' ? null : String(KmsKeyId)
    return typeof DeviceName === 'string'
      ? [{ deviceName: DeviceName, size, isOfAmi, isEncrypted: String(Encrypted) === 'true', kmsKey }]
      : []
  })
}

function launchersOf({ resources }: Template, parameter: string): [string, TemplateResource][] {
  return Object.entries(resources).filter(([, { properties }]) =>
    mentions(settingsOf(properties).ImageId, parameter),
  )
}

type Properties = TemplateResource['properties']

/** A launch template nests its settings; a launch configuration and an instance do not. */
function settingsOf(properties: Properties): Properties {
  const data = properties.LaunchTemplateData
  return typeof data === 'object' && data !== null ? (data as Properties) : properties
}

function overriddenTypes(mixedInstancesPolicy: Json | undefined): (Json | undefined)[] {
  const policy = mixedInstancesPolicy as { LaunchTemplate?: { Overrides?: Json } } | null | undefined
  return listOf(policy?.LaunchTemplate?.Overrides).map(
    override => (override as Properties | null)?.InstanceType,
  )
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : []
}

function texts(values: readonly (Json | undefined)[]): string[] {
  return [...new Set(values.filter(value => typeof value === 'string' && value !== ''))] as string[]
}

/** `{Ref: NAME}` anywhere inside. */
function mentions(value: Json | undefined, name: string): boolean {
  if (typeof value !== 'object' || value === null) return false
  return isRef(value, name) || Object.values(value).some(child => mentions(child as Json, name))
}

function isRef(value: Json | undefined, name: string): boolean {
  return typeof value === 'object' && value !== null && (value as Properties).Ref === name
}
