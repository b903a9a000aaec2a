import type { Properties } from '../types.ts'
import table from './resource-types.json' with { type: 'json' }

/** What a type of resource is like; resource-types.json, made by generate.ts. */
export interface ResourceType {
  /** The property by which a template may name the resource, in place of a name that is made up. */
  readonly name: string | null
  readonly properties: readonly string[]
  readonly required: readonly string[]
  /** What Fn::GetAtt gives. */
  readonly attributes: readonly string[]
  /** Paths such as `AutoScalingGroupProvider/AutoScalingGroupArn`. */
  readonly replacedByChangeOf: readonly string[]
  readonly perhapsReplacedByChangeOf: readonly string[]
}

const types: Readonly<Record<string, ResourceType>> = table

export function isKnownType(type: string): boolean {
  return type in types
}

/** A stack in a stack. */
export const stackType = 'AWS::CloudFormation::Stack'

/** Whether Fn::GetAtt gives this attribute of the type. */
export function hasAttribute(type: string, attribute: string): boolean {
  // Which outputs a stack in a stack has, its own template says.
  if (type === stackType && attribute.startsWith('Outputs.')) return true
  return types[type]?.attributes.includes(attribute) === true
}

/** Whether CloudFormation hands the stack's tags on to it. */
export function isTaggable(type: string): boolean {
  return types[type]?.properties.includes('Tags') === true
}

/** Whether a change of the properties at these paths (`A`, `A/B/0/C`) replaces a resource. */
export function replacementOf(type: string, paths: readonly string[]): 'never' | 'conditional' | 'always' {
  const { replacedByChangeOf = [], perhapsReplacedByChangeOf = [] } = types[type] ?? {}
  if (paths.some(path => concerns(path, replacedByChangeOf))) return 'always'
  return paths.some(path => concerns(path, perhapsReplacedByChangeOf)) ? 'conditional' : 'never'
}

export function nameProperty(type: string): string | null {
  return types[type]?.name ?? null
}

/** What is wrong with a resource's properties by name, in AWS's words; nested ones are left to the service. */
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

/** The change is of a replacing property, of something in it, or of something that holds it. */
function concerns(path: string, replacing: readonly string[]): boolean {
  const changed = path.replaceAll(/\/\d+(?=\/|$)/g, '')
  return replacing.some(
    other => other === changed || changed.startsWith(`${other}/`) || other.startsWith(`${changed}/`),
  )
}
