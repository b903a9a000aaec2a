import { stackType } from '../resource-types/resource-type.ts'
import type { Stack } from './stack.ts'

/** Physical ids of a stack's resources of a type, with those of its nested stacks; undefined if there is no such stack. */
export function physicalIdsIn(
  stacks: ReadonlyMap<string, Stack>,
  stackName: string,
  type: string,
): readonly string[] | undefined {
  const stack = [...stacks.values()].find(
    ({ name, status }) => name === stackName && status !== 'DELETE_COMPLETE',
  )
  return stack && idsOf(stacks, stack, type)
}

function idsOf(stacks: ReadonlyMap<string, Stack>, stack: Stack, type: string): readonly string[] {
  return Object.values(stack.resources).flatMap(resource => {
    const { physicalId } = resource
    if (physicalId === null) return []
    const nested = resource.type === stackType ? stacks.get(physicalId) : undefined
    if (nested !== undefined) return idsOf(stacks, nested, type)
    return resource.type === type ? [physicalId] : []
  })
}
