import { ApiError, ResourceError } from '../types.ts'
import type { World } from './draft.ts'
import type { Effect, Input } from './effects.ts'
import type { EventLog } from './event-log.ts'
import { nextDeadline, reduce } from './reduce.ts'
import type { Stack } from './stack.ts'
import { createSteps, type StepsOptions } from './steps.ts'

export interface RunnerOptions extends StepsOptions {
  readonly clock: { now(): Date; sleep(milliseconds: number): Promise<void> }
  readonly log: EventLog
  readonly stacks: Map<string, Stack>
  readonly worldOf: (region: string) => World
}

export interface Runner {
  /**
   * Handles an input and carries out its effects in the background.
   * @throws ApiError if CloudFormation refuses the input
   */
  dispatch(stackId: string, input: Input): void
  /** Resolves with the stack as soon as the condition holds. */
  until(stackId: string, holds: (stack: Stack) => boolean): Promise<Stack>
}

/** Passes inputs to the reducer, and carries out its effects. */
export function createRunner(options: RunnerOptions): Runner {
  const { clock, stacks, log } = options
  const carryOut = createSteps(options)
  /** Deadline of each stack's timer, in milliseconds since 1970. */
  const awaited = new Map<string, number>()
  const watchers = new Set<(stack: Stack) => void>()

  function dispatch(stackId: string, input: Input): void {
    const stack = stacks.get(stackId)
    if (stack === undefined) throw new Error(`${stackId} is unknown`)
    const reduced = reduce(stack, input, clock.now(), options.worldOf(stack.region))
    stacks.set(stackId, reduced.stack)
    for (const effect of reduced.effects) perform(stackId, effect)
    waitFor(reduced.stack)
    for (const watcher of watchers) watcher(reduced.stack)
  }

  async function until(stackId: string, holds: (stack: Stack) => boolean): Promise<Stack> {
    const present = stacks.get(stackId)
    if (present !== undefined && holds(present)) return present
    return new Promise(resolve => {
      const watcher = (stack: Stack) => {
        if (stack.id !== stackId || !holds(stack)) return
        watchers.delete(watcher)
        resolve(stack)
      }
      watchers.add(watcher)
    })
  }

  function perform(stackId: string, effect: Effect): void {
    if (effect.type === 'event') {
      log.append(stackId, effect.event, clock.now())
      return
    }
    if (effect.type === 'cancel') {
      options.nested().cancel(effect.stackId)
      return
    }
    const { logicalId, step } = effect
    const stack = stacks.get(stackId)
    if (stack === undefined) return
    carryOut(stack, logicalId, step).then(
      result => dispatch(stackId, { type: 'done', logicalId, step, result }),
      (error: Error) => {
        if (!(error instanceof ResourceError || error instanceof ApiError))
          console.error(`${stack.name} ${logicalId}: ${error.stack}`)
        dispatch(stackId, { type: 'failed', logicalId, step, reason: error.message })
      },
    )
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
      // A timer can fire slightly early.
      else waitFor(present)
    })
  }

  return { dispatch, until }
}
