import { ApiError } from '../types.ts'
import { advance } from './advance.ts'
import { begin } from './begin.ts'
import { continueRollback } from './continue-rollback.ts'
import { type Draft, draftOf, operationOf, type World } from './draft.ts'
import type { Effect, Input } from './effects.ts'
import { stop } from './failure.ts'
import { nestedStarted } from './nested-resource.ts'
import { goBack, startCleanUp } from './phases.ts'
import { stepDone, stepFailed, weighSignals } from './respond.ts'
import { receiveSignal, tellMissing } from './signals.ts'
import type { Stack } from './stack.ts'
import { takeHandleSignal } from './wait-conditions.ts'

export interface Reduced {
  readonly stack: Stack
  readonly effects: readonly Effect[]
}

/**
 * The stack after one input, and the effects to carry out. Pure: it does not change the given stack.
 * @throws ApiError if CloudFormation refuses the input
 */
export function reduce(stack: Stack, input: Input, now: Date, world: World): Reduced {
  const draft = draftOf(stack, now, world)
  take(draft, input)
  if (draft.stack.operation !== null) advance(draft)
  return { stack: draft.stack, effects: draft.effects }
}

/** The stack's next deadline; null if it has none. */
export function nextDeadline({ operation }: Stack): Date | null {
  const times = Object.values(operation?.tasks ?? {})
    .flatMap(({ signals }) => signals?.deadline ?? [])
    .toSorted((a, b) => a.getTime() - b.getTime())
  return times[0] ?? null
}

function take(draft: Draft, input: Input): void {
  if (input.type === 'begin') begin(draft, input)
  else if (input.type === 'cancel') cancel(draft)
  else if (input.type === 'continue') continueRollback(draft, input)
  else if (input.type === 'signal') signal(draft, input)
  else if (input.type === 'handleSignal') handleSignal(draft, input)
  else if (input.type === 'done') stepDone(draft, input.logicalId, input.step, input.result)
  else if (input.type === 'failed') stepFailed(draft, input.logicalId, input.step, input.reason)
  else if (input.type === 'started') nestedStarted(draft, input.logicalId, input.physicalId)
  else if (input.type === 'stop') stopNested(draft)
  else if (input.type === 'goBack') goBack(draft)
  else if (input.type === 'cleanUp') startCleanUp(draft)
  else tick(draft)
}

function signal(draft: Draft, { logicalId, uniqueId, status }: Extract<Input, { type: 'signal' }>): void {
  weighSignals(draft, receiveSignal(draft, logicalId, uniqueId, status), false)
}

function handleSignal(draft: Draft, input: Extract<Input, { type: 'handleSignal' }>): void {
  for (const task of takeHandleSignal(draft, input.handle, input.signal)) weighSignals(draft, task, false)
}

function tick(draft: Draft): void {
  for (const task of Object.values(draft.stack.operation?.tasks ?? {})) {
    const { signals } = task
    if (signals?.deadline == null || signals.deadline > draft.now) continue
    if (signals.minimumPercent > 0 && signals.handle === null) tellMissing(draft, task, signals)
    weighSignals(draft, task, true)
  }
}

/** Handles the end of a nested stack's operation. */
function stopNested(draft: Draft): void {
  const { operation } = draft.stack
  if (operation?.phase !== 'forward') return
  operation.failureReason = `Resource ${operation.kind === 'create' ? 'creation' : 'update'} cancelled`
  stop(draft)
}

function cancel(draft: Draft): void {
  const { stack } = draft
  if (stack.status !== 'UPDATE_IN_PROGRESS') {
    throw new ApiError('ValidationError', 'CancelUpdateStack cannot be called from current stack status')
  }
  operationOf(draft).failureReason = 'User Initiated'
  stop(draft)
}
