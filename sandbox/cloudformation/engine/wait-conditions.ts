import { waitConditionType } from '../resource-types/resource-type.ts'
import { ApiError, type Properties } from '../types.ts'
import type { Draft } from './draft.ts'
import { signalsOf, type Verdict } from './signals.ts'
import type { HandleSignal, Resource, Signals, Stack, Task } from './stack.ts'

const longestSeconds = 43_200

/**
 * The signals that a wait condition with a handle waits for.
 * @throws ApiError `ValidationError`
 */
export function conditionSignals({ Handle, Timeout, Count }: Properties): Signals {
  for (const [name, value] of Object.entries({ Handle, Timeout })) {
    if (value === undefined || value === '') throw invalid(`Property ${name} cannot be empty.`)
  }
  const seconds = Number(Timeout)
  if (!(seconds >= 0 && seconds <= longestSeconds))
    throw invalid(`Value of property Timeout must be from 0 to ${longestSeconds}.`)
  const timeout = `PT${seconds}S`
  const count = Number(Count ?? 1)
  return { ...signalsOf({ count, timeout, minimumPercent: 100 }), handle: String(Handle) }
}

/** Keeps a signal, also before the wait condition exists. The tasks that wait for it. */
export function takeHandleSignal({ stack }: Draft, handle: string, signal: HandleSignal): Task[] {
  const { [handle]: earlier = {} } = stack.handleSignals
  // The same id again is a repetition.
  const kept = earlier[signal.uniqueId] === undefined ? { ...earlier, [signal.uniqueId]: signal } : earlier
  stack.handleSignals = { ...stack.handleSignals, [handle]: kept }
  return Object.values(stack.operation?.tasks ?? {}).filter(({ signals }) => signals?.handle === handle)
}

/** `isOver`: the deadline has passed. */
export function judgeCondition(stack: Stack, { handle, count }: Signals, isOver: boolean): Verdict {
  const sent = sentTo(stack, handle)
  const failure = sent.find(({ status }) => status === 'FAILURE')
  if (failure !== undefined) {
    const { reason, uniqueId } = failure
    return {
      kind: 'failed',
      reason: `WaitCondition received failed message: '${reason}' for uniqueId: ${uniqueId}`,
    }
  }
  if (sent.length >= count) return { kind: 'enough' }
  if (!isOver) return { kind: 'waits' }
  const reason = `WaitCondition timed out. Received ${sent.length} conditions when expecting ${count}`
  return { kind: 'failed', reason }
}

/** A complete wait condition has the data of its signals, by their ids. */
export function keepData(stack: Stack, resource: Resource): void {
  const { Handle } = resource.properties
  if (resource.type !== waitConditionType) return
  const sent = sentTo(stack, typeof Handle === 'string' ? Handle : null)
  const data = Object.fromEntries(sent.map(({ uniqueId, data }) => [uniqueId, data]))
  resource.attributes = { ...resource.attributes, Data: JSON.stringify(data) }
}

function sentTo({ handleSignals }: Stack, handle: string | null): HandleSignal[] {
  return Object.values(handleSignals[handle ?? ''] ?? {})
}

function invalid(message: string): ApiError {
  return new ApiError('ValidationError', message)
}
