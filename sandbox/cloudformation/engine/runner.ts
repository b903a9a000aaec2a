import type { Actuator, GroupId, ResourceRequest, Tags } from '../types.ts'
import { ResourceError } from '../types.ts'
import type { World } from './draft.ts'
import type { Effect, Input, Step, StepResult } from './effects.ts'
import type { EventLog } from './event-log.ts'
import { nextDeadline, reduce } from './reduce.ts'
import type { Stack } from './stack.ts'

export interface RunnerOptions {
  readonly actuator: Actuator
  readonly clock: { now(): Date; sleep(milliseconds: number): Promise<void> }
  /** For the words of a failure. */
  readonly uniqueId: () => string
  readonly log: EventLog
  readonly stacks: Map<string, Stack>
  readonly worldOf: (region: string) => World
}

export interface Runner {
  /** Throws ApiError where CloudFormation refuses; what follows happens by itself. */
  dispatch(stackId: string, input: Input): void
}

/** Feeds the reducer, and does what it orders. */
export function createRunner(options: RunnerOptions): Runner {
  const { actuator, clock, stacks, log } = options
  /** Deadline that a stack's timer is set to. */
  const awaited = new Map<string, number>()

  function dispatch(stackId: string, input: Input): void {
    const stack = stacks.get(stackId)
    if (stack === undefined) throw new Error(`${stackId} is unknown`)
    const reduced = reduce(stack, input, clock.now(), options.worldOf(stack.region))
    stacks.set(stackId, reduced.stack)
    for (const effect of reduced.effects) perform(stackId, effect)
    waitFor(reduced.stack)
  }

  function perform(stackId: string, effect: Effect): void {
    if (effect.type === 'event') {
      log.append(stackId, effect.event, clock.now())
      return
    }
    const { logicalId, step } = effect
    const stack = stacks.get(stackId)
    if (stack === undefined) return
    act(stack, logicalId, step).then(
      result => dispatch(stackId, { type: 'done', logicalId, step, result }),
      (error: Error) => {
        if (!(error instanceof ResourceError)) console.error(`${stack.name} ${logicalId}: ${error.stack}`)
        dispatch(stackId, { type: 'failed', logicalId, step, reason: error.message })
      },
    )
  }

  async function act(stack: Stack, logicalId: string, step: Step): Promise<StepResult> {
    // Events come before anything that is quicker than they are.
    await Promise.resolve()
    const type = step.kind === 'remove' ? step.resourceType : (typeOf(stack, logicalId) ?? '')
    const request = { ...requestOf(stack, logicalId), type }
    if (step.kind === 'create') return actuator.create({ ...request, properties: step.properties })
    if (step.kind === 'update') return actuator.update({ ...request, ...step })
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
    } else await actuator[step.kind](group, step.processes)
    return null
  }

  function requestOf(stack: Stack, logicalId: string): Omit<ResourceRequest, 'type' | 'properties'> {
    return {
      stackId: stack.id,
      stackName: stack.name,
      region: stack.region,
      logicalId,
      tags: tagsOf(stack, logicalId),
      token: options.uniqueId(),
    }
  }

  function waitFor(stack: Stack): void {
    const deadline = nextDeadline(stack)
    if (deadline === null || awaited.get(stack.id) === deadline.getTime()) return
    awaited.set(stack.id, deadline.getTime())
    const remaining = Math.max(0, deadline.getTime() - clock.now().getTime())
    void clock.sleep(remaining).then(() => {
      const present = stacks.get(stack.id) ?? stack
      const due = nextDeadline(present)
      if (awaited.get(stack.id) === deadline.getTime()) awaited.delete(stack.id)
      if (due !== null && due <= clock.now()) dispatch(stack.id, { type: 'tick' })
      // A timer may wake a moment too early.
      else waitFor(present)
    })
  }

  return { dispatch }
}

function typeOf({ resources, definition }: Stack, logicalId: string): string | undefined {
  return definition?.template.resources[logicalId]?.type ?? resources[logicalId]?.type
}

function tagsOf({ id, name, definition }: Stack, logicalId: string): Tags {
  return {
    ...definition?.tags,
    'aws:cloudformation:stack-name': name,
    'aws:cloudformation:stack-id': id,
    'aws:cloudformation:logical-id': logicalId,
  }
}
