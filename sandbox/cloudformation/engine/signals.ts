import { ApiError, type Json } from '../types.ts'
import { type Draft, setProgress } from './draft.ts'
import { after } from './duration.ts'
import type { Signals, Stack, Task } from './stack.ts'

/** The signals that a CreationPolicy waits for; null if it waits for none. */
export function creationSignals(policy: Readonly<Record<string, Json>> | null): Signals | null {
  const { ResourceSignal, AutoScalingCreationPolicy } = (policy ?? {}) as Record<string, Record<string, Json>>
  if (ResourceSignal === undefined) return null
  const count = Number(ResourceSignal.Count ?? 1)
  if (count === 0) return null
  const minimumPercent = Number(AutoScalingCreationPolicy?.MinSuccessfulInstancesPercent ?? 100)
  return signalsOf({ count, timeout: String(ResourceSignal.Timeout ?? 'PT5M'), minimumPercent })
}

export function signalsOf(
  given: Pick<Signals, 'count' | 'timeout' | 'minimumPercent'> & Partial<Pick<Signals, 'total' | 'failed'>>,
): Signals {
  return { total: given.count, failed: 0, ...given, deadline: null, received: {}, handle: null }
}

/** Number of signals that failed. One that is missing after its time is a failure. */
export function failuresIn({ count, received }: Signals): number {
  return count - successesIn(received)
}

function successesIn(received: Signals['received']): number {
  return Object.values(received).filter(status => status === 'SUCCESS').length
}

/** Starts to wait. Signals that arrived earlier count. */
export function startWaiting(draft: Draft, signals: Signals): void {
  signals.deadline = after(draft.now, signals.timeout)
}

/** @throws ApiError if the stack or the resource does not wait for signals */
export function receiveSignal(
  draft: Draft,
  logicalId: string,
  uniqueId: string,
  status: 'SUCCESS' | 'FAILURE',
): Task {
  const { stack } = draft
  const resource = stack.resources[logicalId]
  if (!stack.status.endsWith('_IN_PROGRESS')) throw cannotBeSignaled(stack)
  if (resource === undefined) {
    throw new ApiError('ValidationError', `Resource ${logicalId} does not exist for stack ${stack.name}`)
  }
  const task = stack.operation?.tasks[logicalId]
  if (task?.signals == null || task.signals.handle !== null) {
    throw new ApiError(
      'ValidationError',
      `Resource ${logicalId} is in ${resource.status} state and cannot be signaled`,
    )
  }
  if (task.signals.received[uniqueId] === undefined) {
    task.signals.received[uniqueId] = status
    const reason = `Received ${status} signal with UniqueId ${uniqueId}`
    setProgress(draft, task, reason)
  }
  return task
}

export type Verdict =
  | { readonly kind: 'waits' }
  | { readonly kind: 'enough' }
  | { readonly kind: 'failed'; readonly reason: string }

/** `isOver`: the deadline has passed. */
export function judge(signals: Signals, isOver: boolean): Verdict {
  const { count, received, minimumPercent, total, failed } = signals
  const answers = Object.keys(received).length
  const successes = successesIn(received)
  const failures = failed + answers - successes
  const allowed = total - Math.ceil((total * minimumPercent) / 100)
  const unable = `Unable to satisfy ${minimumPercent}% MinSuccessfulInstancesPercent requirement`
  if (failures > allowed) {
    return { kind: 'failed', reason: `Received ${failures} FAILURE signal(s) out of ${total}.  ${unable}` }
  }
  if (answers >= count) return { kind: 'enough' }
  if (!isOver) return { kind: 'waits' }
  if (failed + failuresIn(signals) <= allowed) return { kind: 'enough' }
  return { kind: 'failed', reason: `Received ${successes} SUCCESS signal(s) out of ${total}.  ${unable}` }
}

export function tellMissing(draft: Draft, task: Task, signals: Signals): void {
  const missing = signals.count - Object.keys(signals.received).length
  if (missing <= 0) return
  const words = `Failed to receive ${missing} resource signal(s) for the current batch.  Each resource signal timeout is counted as a FAILURE.`
  setProgress(draft, task, words)
}

function cannotBeSignaled({ id, status }: Stack): ApiError {
  return new ApiError('ValidationError', `Stack ${id} is in ${status} state and cannot be signaled`)
}
