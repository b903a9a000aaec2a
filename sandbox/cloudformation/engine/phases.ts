import { ApiError } from '../types.ts'
import { type Draft, operationOf, setStackStatus } from './draft.ts'
import { stop } from './failure.ts'
import { dropRemovedResources } from './leftovers.ts'
import { outputsOf } from './outputs.ts'
import type { Operation } from './stack.ts'
import { applyTasks, removalTasks } from './tasks.ts'

/** Nothing is under way: what comes next, until the operation is over. */
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
  const declared = Object.keys(operation.tasks)
  operation.phase = 'cleanup'
  operation.leftovers.push(
    ...draft.stack.pendingRemovals.map(resource => ({ resource, state: 'waiting' as const })),
  )
  draft.stack.pendingRemovals = []
  if (operation.wentBack && operation.previous !== null)
    draft.stack.outputs = outputsOf(draft, operation.previous)
  setStackStatus(draft, status)
  dropRemovedResources(draft, declared)
}

/** A create is removed again; an update goes back to what was before. */
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
    operation.phase = 'back'
    stack.definition = previous
    operation.tasks = applyTasks(previous)
    operation.failures = []
    setStackStatus(draft, 'UPDATE_ROLLBACK_IN_PROGRESS', reason)
  }
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
    const waiting = leftovers.filter(({ state }) => state === 'waiting').map(({ resource }) => resource)
    draft.stack.pendingRemovals.push(...waiting)
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
