import type { Properties } from '../types.ts'
import table from './resource-types.json' with { type: 'json' }
import published from './types-of-aws.json' with { type: 'json' }

/** One entry of resource-types.json, which generate.ts writes. */
export interface ResourceType {
  /** The property with which a template can choose the resource's name; CloudFormation generates one otherwise. */
  readonly name: string | null
  readonly properties: readonly string[]
  readonly required: readonly string[]
  /** Attributes that Fn::GetAtt returns. */
  readonly attributes: readonly string[]
  /** Paths such as `AutoScalingGroupProvider/AutoScalingGroupArn`. */
  readonly replacedByChangeOf: readonly string[]
  readonly perhapsReplacedByChangeOf: readonly string[]
  /** Null for a type with behavior. */
  readonly remembered: RememberedType | null
}

/** A type that CloudFormation only remembers. */
export interface RememberedType {
  /** Properties or attributes that Ref returns, joined by `|`. */
  readonly ref: readonly string[]
  /** With placeholders: `arn:${Partition}:s3:::${BucketName}`; null if AWS does not publish it. */
  readonly arn: string | null
}

const types: Readonly<Record<string, ResourceType>> = table

export function isKnownType(type: string): boolean {
  return type in types
}

/** Whether a template on AWS can have the type: one that AWS publishes, a custom resource, or an extension. */
export function isTypeOnAws(type: string): boolean {
  const [organization, service = '', name = ''] = type.split('::')
  if (organization === 'Custom') return service !== ''
  // In every template of the CDK; without behavior, and not published.
  if (type === 'AWS::CDK::Metadata') return true
  if (organization !== 'AWS') return /^\w+::\w+::\w+(?:::MODULE)?$/.test(type)
  return (published as Readonly<Record<string, readonly string[]>>)[service]?.includes(name) === true
}

export function rememberedType(type: string): (ResourceType & { remembered: RememberedType }) | undefined {
  const declared = types[type]
  return declared?.remembered == null ? undefined : { ...declared, remembered: declared.remembered }
}

/** A nested stack. */
export const stackType = 'AWS::CloudFormation::Stack'

export const waitConditionType = 'AWS::CloudFormation::WaitCondition'
export const waitHandleType = 'AWS::CloudFormation::WaitConditionHandle'

/** Whether CloudFormation waits until a created or updated resource of the type is stable. */
export function stabilizes(type: string): boolean {
  return type === 'AWS::ECS::Service'
}

/** Whether Fn::GetAtt returns this attribute of the type. */
export function hasAttribute(type: string, attribute: string): boolean {
  // A nested stack has the outputs of its template.
  if (type === stackType && attribute.startsWith('Outputs.')) return true
  return types[type]?.attributes.includes(attribute) === true
}

/** Whether CloudFormation passes the stack's tags to the resource. */
export function isTaggable(type: string): boolean {
  return types[type]?.properties.includes('Tags') === true
}

/** Whether changing the properties at these paths (`A`, `A/B/0/C`) replaces a resource. */
export function replacementOf(type: string, paths: readonly string[]): 'never' | 'conditional' | 'always' {
  const { replacedByChangeOf = [], perhapsReplacedByChangeOf = [] } = types[type] ?? {}
  if (paths.some(path => concerns(path, replacedByChangeOf))) return 'always'
  return paths.some(path => concerns(path, perhapsReplacedByChangeOf)) ? 'conditional' : 'never'
}

export function nameProperty(type: string): string | null {
  return types[type]?.name ?? null
}

/** Missing and unknown properties of the first level, in AWS's words; the service checks nested ones. */
export function violations(type: string, properties: Properties): string[] {
  const declared = types[type]
  if (declared === undefined) return []
  return [
    ...declared.required
      .filter(name => !(name in properties))
      .map(name => `#: required key [${name}] not found`),
    ...Object.keys(properties)
      .filter(name => !declared.properties.includes(name))
      .map(name => `#: extraneous key [${name}] is not permitted`),
  ]
}

/** Whether the changed path is a replacing property, is inside one, or contains one. */
function concerns(path: string, replacing: readonly string[]): boolean {
  const changed = path.replaceAll(/\/\d+(?=\/|$)/g, '')
  return replacing.some(
    other => other === changed || changed.startsWith(`${other}/`) || other.startsWith(`${changed}/`),
  )
}
