import { evaluate } from '../template/evaluate.ts'
import type { PseudoParameters, Scope } from '../template/scope.ts'
import type { Json, Properties } from '../types.ts'
import { type Draft, definitionNow, type World } from './draft.ts'
import type { Definition, Stack } from './stack.ts'

/** The scope of a definition's expressions, with the stack's present resources. */
export function scopeOf(stack: Stack, definition: Definition, world: World): Scope {
  return {
    parameters: definition.parameters,
    conditions: definition.conditions,
    mappings: definition.template.mappings,
    pseudo: pseudoParameters(stack, world.accountId, definition.notificationArns),
    resource(logicalId) {
      const { physicalId, attributes } = stack.resources[logicalId] ?? {}
      return physicalId == null ? undefined : { physicalId, attributes: attributes ?? {} }
    },
    imported(name) {
      if (!stack.imports.includes(name)) stack.imports = [...stack.imports, name]
      return world.imported(name)
    },
    zones: [...world.zones],
  }
}

/** `AWS::…`, as Ref returns them. */
export function pseudoParameters(
  { id, name, region }: Pick<Stack, 'id' | 'name' | 'region'>,
  accountId: string,
  notificationArns: readonly string[],
): PseudoParameters {
  return {
    accountId,
    region,
    stackId: id,
    stackName: name,
    partition: 'aws',
    urlSuffix: 'amazonaws.com',
    notificationArns: [...notificationArns],
  }
}

export function resolveProperties(properties: Properties, scope: Scope): Properties {
  return (evaluate(properties, scope) ?? {}) as Properties
}

/** The scope of the definition that the operation applies now. */
export function scopeNow(draft: Draft): Scope {
  return scopeOf(draft.stack, definitionNow(draft), draft.world)
}

/** A policy as an object; null if it is missing or AWS::NoValue. */
export function resolvePolicy(policy: Json | null, scope: Scope): Readonly<Record<string, Json>> | null {
  if (policy === null) return null
  const value = evaluate(policy, scope)
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, Json>>)
    : null
}
