import type { Json } from '../types.ts'
import { isList, isObject, onlyEntry } from './json.ts'
import { referencesIn } from './references.ts'
import type { ResourceDeclaration, Template } from './template.ts'
import { validationError } from './validation-error.ts'

/**
 * The dependencies of each resource that exists under the conditions: by Ref, Fn::GetAtt, Fn::Sub (in the active
 * branches of Fn::If), and DependsOn.
 * @throws ApiError `ValidationError` for a circular dependency
 */
export function dependenciesOf(
  template: Template,
  conditions: Readonly<Record<string, boolean>>,
): Record<string, string[]> {
  const existing = Object.entries(template.resources).filter(
    ([, { condition }]) => condition === null || conditions[condition] === true,
  )
  const ids = new Set(existing.map(([logicalId]) => logicalId))
  const dependencies = Object.fromEntries(
    existing.map(([logicalId, resource]) => [
      logicalId,
      [...new Set(namedBy(resource, conditions))].filter(name => ids.has(name)),
    ]),
  )
  const circle = findCircle(dependencies)
  if (circle.length > 0) {
    throw validationError(`Circular dependency between resources: [${circle.join(', ')}]`)
  }
  return dependencies
}

function namedBy(
  { dependsOn, properties, creationPolicy, updatePolicy, metadata }: ResourceDeclaration,
  conditions: Readonly<Record<string, boolean>>,
): string[] {
  const values: Json = [properties, creationPolicy, updatePolicy, metadata]
  return [...dependsOn, ...referencesIn(takenBranches(values, conditions)).map(({ target }) => target)]
}

function takenBranches(value: Json, conditions: Readonly<Record<string, boolean>>): Json {
  if (isList(value)) return value.map(item => takenBranches(item, conditions))
  if (!isObject(value)) return value
  const [name, argument] = onlyEntry(value) ?? []
  if (name === 'Fn::If' && isList(argument)) {
    const branch = conditions[String(argument[0])] === true ? argument[1] : argument[2]
    return takenBranches(branch ?? null, conditions)
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, takenBranches(member, conditions)]),
  )
}

/** Removes resources without dependencies until none is left: the rest are cycles, and resources that depend on them. */
function findCircle(dependencies: Readonly<Record<string, readonly string[]>>): string[] {
  const left = new Set(Object.keys(dependencies))
  for (;;) {
    const free = [...left].filter(id => !dependencies[id]?.some(name => left.has(name)))
    if (free.length === 0) break
    for (const id of free) left.delete(id)
  }
  return [...left].sort()
}
