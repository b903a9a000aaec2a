import { stackType } from '../resource-types/resource-type.ts'
import { isSame } from '../template/json.ts'
import type { World } from './draft.ts'
import { resolvePolicy, resolveProperties, scopeOf } from './scope.ts'
import type { Definition, Stack } from './stack.ts'

/** Whether an update changes the stack. CloudFormation refuses one that does not. */
export function isChange(
  stack: Stack,
  before: Definition,
  after: Definition,
  world: World,
  { withNested = true }: { readonly withNested?: boolean } = {},
): boolean {
  if (!isSame(before.tags, after.tags)) return true
  if (before.notificationArns.join() !== after.notificationArns.join()) return true
  // The template of a nested stack may have changed.
  if (withNested && Object.values(after.template.resources).some(({ type }) => type === stackType))
    return true
  const resolved = (definition: Definition) => describe(definition, { ...stack }, world)
  return !isSame(resolved(before), resolved(after))
}

/** All values that belong to the stack's state. */
function describe(definition: Definition, stack: Stack, world: World) {
  const scope = scopeOf(stack, definition, world)
  const { resources, outputs } = definition.template
  const present = Object.entries(resources).filter(
    ([, { condition }]) => condition === null || definition.conditions[condition] === true,
  )
  const tolerant = <Result>(work: () => Result): Result | string => {
    try {
      return work()
    } catch {
      // The reference to a new resource is a change in any case.
      return 'not yet known'
    }
  }
  return {
    resources: present.map(([logicalId, { type, properties, ...policies }]) => ({
      logicalId,
      type,
      properties: tolerant(() => resolveProperties(properties, scope)),
      policies: [policies.creationPolicy, policies.updatePolicy].map(policy =>
        tolerant(() => resolvePolicy(policy, scope)),
      ),
      kept: [policies.deletionPolicy, policies.updateReplacePolicy].map(policy =>
        tolerant(() => resolveProperties({ policy }, scope)),
      ),
      metadata: policies.metadata,
    })),
    outputs: Object.entries(outputs).map(([key, { value, exportName, condition }]) => ({
      key,
      isThere: condition === null || definition.conditions[condition] === true,
      value: tolerant(() => resolveProperties({ value, exportName }, scope)),
    })),
  }
}
