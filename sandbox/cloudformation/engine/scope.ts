import { evaluate } from '../template/evaluate.ts'
import type { PseudoParameters, Scope } from '../template/scope.ts'
import type { Json, Properties } from '../types.ts'
import { type Draft, definitionNow, type World } from './draft.ts'
import type { Definition, Stack } from './stack.ts'

/** What expressions of a definition refer to, as the stack's resources are now. */
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

/** `AWS::…` as Ref gives them. */
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

/** What expressions refer to, of what the stack is being brought to. */
export function scopeNow(draft: Draft): Scope {
  return scopeOf(draft.stack, definitionNow(draft), draft.world)
}

/** A policy as an object; null when it is not given or is AWS::NoValue. */
export function resolvePolicy(policy: Json | null, scope: Scope): Readonly<Record<string, Json>> | null {
  if (policy === null) return null
  const value = evaluate(policy, scope)
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, Json>>)
    : null
}
