import { ApiError } from '../types.ts'
import { type Draft, operationOf, setStackStatus } from './draft.ts'
import { stop } from './failure.ts'
import { dropRemovedResources, leftover } from './leftovers.ts'
import { outputsOf } from './outputs.ts'
import type { Definition, Operation } from './stack.ts'
import { applyTasks, removalTasks } from './tasks.ts'

/** Starts the next phase when no task is in progress. */
export function endOfPhase(draft: Draft): void {
  const operation = operationOf(draft)
  const { phase, failures } = operation
  if (phase === 'forward') endOfForward(draft, operation)
  else if (phase === 'stopping') turnBack(draft, operation)
  else if (phase === 'back') {
    if (failures.some(id => operation.tasks[id]?.state === 'failed'))
      finish(draft, 'UPDATE_ROLLBACK_FAILED', listed('update', failuresOf(operation)))
    else cleanUp(draft, operation, 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS')
  } else if (phase === 'cleanup')
    finish(draft, operation.wentBack ? 'UPDATE_ROLLBACK_COMPLETE' : 'UPDATE_COMPLETE')
  else endOfRemoval(draft, operation)
}

function endOfForward(draft: Draft, operation: Operation): void {
  const { stack } = draft
  if (operation.failures.length === 0) {
    try {
      stack.outputs = outputsOf(draft, operation.target)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      operation.failureReason = error.message
    }
  }
  if (operation.failures.length > 0 || operation.failureReason !== null) stop(draft)
  else if (operation.kind === 'create') finish(draft, 'CREATE_COMPLETE')
  else cleanUp(draft, operation, 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS')
}

function cleanUp(draft: Draft, operation: Operation, status: string): void {
  if (operation.wentBack && operation.previous !== null)
    draft.stack.outputs = outputsOf(draft, operation.previous)
  setStackStatus(draft, status)
  // A deleted resource cannot be restored, and the parent of a nested stack can still fail.
  if (operation.isNested) operation.phase = 'held'
  else startCleanUp(draft)
}

/** The operation can no longer fail: ends nested stacks, and deletes replaced resources. */
export function startCleanUp(draft: Draft): void {
  const { stack } = draft
  const operation = operationOf(draft)
  operation.phase = 'cleanup'
  const nested = operation.nested.flatMap(logicalId => stack.resources[logicalId] ?? [])
  operation.leftovers.push(...nested.map(resource => leftover(resource, 'cleanUp')))
  operation.leftovers.push(...stack.pendingRemovals.map(resource => leftover(resource, 'remove')))
  stack.pendingRemovals = []
  dropRemovedResources(draft, Object.keys(operation.tasks))
}

/** Rolls back an updated nested stack together with its parent. */
export function goBack(draft: Draft): void {
  const operation = operationOf(draft)
  if (operation.wentBack || operation.previous === null) return
  operation.wentBack = true
  startWayBack(draft, operation, operation.previous, null)
}

/** Deletes the resources of a failed create; reverts a failed update. */
function turnBack(draft: Draft, operation: Operation): void {
  const { stack } = draft
  const { kind, onFailure, previous, target } = operation
  const verb = kind === 'create' ? 'create' : 'update'
  const reason = operation.failureReason ?? listed(verb, failuresOf(operation))
  operation.wentBack = true
  if (onFailure === 'nothing') {
    finish(draft, `${kind.toUpperCase()}_FAILED`, reason)
  } else if (kind === 'create' || previous === null) {
    operation.phase = 'removal'
    operation.tasks = removalTasks(stack, target)
    if (onFailure !== 'delete')
      setStackStatus(draft, 'ROLLBACK_IN_PROGRESS', `${reason}Rollback requested by user.`)
    else if (stack.status !== 'DELETE_IN_PROGRESS') setStackStatus(draft, 'DELETE_IN_PROGRESS', reason)
  } else {
    startWayBack(draft, operation, previous, reason)
  }
}

function startWayBack(draft: Draft, operation: Operation, previous: Definition, reason: string | null): void {
  operation.phase = 'back'
  draft.stack.definition = previous
  operation.tasks = applyTasks(previous)
  operation.failures = []
  setStackStatus(draft, 'UPDATE_ROLLBACK_IN_PROGRESS', reason)
}

function endOfRemoval(draft: Draft, operation: Operation): void {
  const { stack } = draft
  const isDelete = operation.kind === 'delete' || operation.onFailure === 'delete'
  const name = isDelete ? 'DELETE' : 'ROLLBACK'
  const failed = Object.values(operation.tasks).filter(({ state }) => state === 'failed')
  if (failed.length > 0) {
    finish(
      draft,
      `${name}_FAILED`,
      listed(
        'delete',
        failed.map(({ logicalId }) => logicalId),
      ),
    )
    return
  }
  stack.outputs = []
  if (isDelete) stack.deletedAt = draft.now
  finish(draft, `${name}_COMPLETE`)
}

function finish(draft: Draft, status: string, reason: string | null = null): void {
  const { leftovers, wentBack } = operationOf(draft)
  setStackStatus(draft, status, reason)
  if (wentBack && status.endsWith('FAILED')) {
    const waiting = leftovers.filter(({ action, state }) => action === 'remove' && state === 'waiting')
    draft.stack.pendingRemovals.push(...waiting.map(({ resource }) => resource))
  }
  draft.stack.operation = null
}

function failuresOf({ failures, tasks }: Operation): string[] {
  return [
    ...new Set([
      ...failures,
      ...Object.values(tasks)
        .filter(({ state }) => state === 'cancelled')
        .map(({ logicalId }) => logicalId),
    ]),
  ]
}

function listed(verb: string, logicalIds: readonly string[]): string {
  return logicalIds.length === 0
    ? ''
    : `The following resource(s) failed to ${verb}: [${logicalIds.join(', ')}]. `
}
