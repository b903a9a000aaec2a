import { stackType } from '../resource-types/resource-type.ts'
import type { Actuator, GroupId, Properties, ResourceRecord, ResourceRequest, Tags } from '../types.ts'
import { resolveReferences } from './dynamic-references.ts'
import type { Step, StepResult } from './effects.ts'
import type { Stack } from './stack.ts'
import { nameOf } from './store.ts'
import type { Surroundings } from './surroundings.ts'

export interface StepsOptions extends Pick<Surroundings, 'lookUp'> {
  readonly actuator: Actuator
  /** A function, because nested stacks are created after the runner. */
  readonly nested: () => NestedStacks
  /** For messages of failures. */
  readonly uniqueId: () => string
}

/** Creates, updates, and deletes nested stacks, as the actuator does other types. */
export interface NestedStacks {
  /** Rejects with ResourceError or ApiError. */
  act(parent: Stack, logicalId: string, step: Step): Promise<ResourceRecord | null>
  cancel(stackId: string): void
}

/** Carries out the reducer's steps. Rejects with ResourceError or ApiError. */
export function createSteps({
  actuator,
  nested,
  uniqueId,
  lookUp,
}: StepsOptions): (stack: Stack, logicalId: string, step: Step) => Promise<StepResult> {
  return async (stack, logicalId, step) => {
    // Events must be logged before the step has an effect.
    await Promise.resolve()
    const type = step.kind === 'remove' ? step.resourceType : (typeOf(stack, logicalId) ?? '')
    if (type === stackType) return nested().act(stack, logicalId, step)
    const request = { ...requestOf(stack, logicalId), type }
    const resolved = (properties: Properties) =>
      resolveReferences(properties, names => valuesOf(stack, names))
    if (step.kind === 'create')
      return actuator.create({ ...request, properties: await resolved(step.properties) })
    if (step.kind === 'update') {
      const properties = await resolved(step.properties)
      const previous = await resolved(step.previous).catch(() => step.previous)
      const previousTags = tagsOf(stack, logicalId, stack.resources[logicalId]?.tags)
      return actuator.update({ ...request, physicalId: step.physicalId, properties, previous, previousTags })
    }
    if (step.kind === 'stabilize') {
      const { physicalId, properties } = step
      await actuator.stabilize({ ...request, physicalId, properties })
      return null
    }
    if (step.kind === 'remove') {
      await actuator.remove({ ...request, ...step })
      return null
    }
    const group: GroupId = { ...request, physicalId: step.physicalId }
    if (step.kind === 'view') return actuator.group(group)
    if (step.kind === 'resize') await actuator.resizeGroup(group, step)
    else if (step.kind === 'terminate') {
      await Promise.all(
        step.instances.map(({ instanceId, decrement }) =>
          actuator.terminateInGroup(group, instanceId, decrement),
        ),
      )
    } else if (step.kind === 'suspend' || step.kind === 'resume')
      await actuator[step.kind](group, step.processes)
    return null
  }

  async function valuesOf({ region }: Stack, names: readonly string[]) {
    return (await lookUp(region, names)).parameters
  }

  function requestOf(stack: Stack, logicalId: string): Omit<ResourceRequest, 'type' | 'properties'> {
    return {
      stackId: stack.id,
      stackName: stack.name,
      rootName: nameOf(stack.rootId ?? stack.id),
      region: stack.region,
      logicalId,
      tags: tagsOf(stack, logicalId, stack.definition?.tags),
      token: uniqueId(),
    }
  }
}

function typeOf({ resources, definition }: Stack, logicalId: string): string | undefined {
  return definition?.template.resources[logicalId]?.type ?? resources[logicalId]?.type
}

/** The given tags and CloudFormation's own. */
function tagsOf({ id, name }: Stack, logicalId: string, tags: Tags | undefined): Tags {
  return {
    ...tags,
    'aws:cloudformation:stack-name': name,
    'aws:cloudformation:stack-id': id,
    'aws:cloudformation:logical-id': logicalId,
  }
}
