import type { Properties } from '../types.ts'
import table from './resource-types.json' with { type: 'json' }

/** What a type of resource is like; resource-types.json, made by generate.ts. */
export interface ResourceType {
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

/** What Fn::GetAtt gives of the type. */
export function attributesOf(type: string): readonly string[] {
  return types[type]?.attributes ?? []
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

/**
 * A resource's properties by name: nested ones are left to the service that gets them.
 * @returns AWS's words, which follow `Properties validation failed for resource X with message:`
 */
export function checkResource(type: string, properties: Properties): string | undefined {
  const declared = types[type]
  if (declared === undefined) return undefined
  const violations = [
    ...declared.required
      .filter(name => !(name in properties))
      .map(name => `#: required key [${name}] not found`),
    ...Object.keys(properties)
      .filter(name => !declared.properties.includes(name))
      .map(name => `#: extraneous key [${name}] is not permitted`),
  ]
  return violations.length === 0 ? undefined : `[${violations.join(', ')}]`
}

/** The change is of a replacing property, of something in it, or of something that holds it. */
function concerns(path: string, replacing: readonly string[]): boolean {
  const changed = path.replaceAll(/\/\d+(?=\/|$)/g, '')
  return replacing.some(
    other => other === changed || changed.startsWith(`${other}/`) || other.startsWith(`${changed}/`),
  )
}
