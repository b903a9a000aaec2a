import { applyResource } from './apply-resource.ts'
import { type Draft, operationOf } from './draft.ts'
import { removeLeftovers } from './leftovers.ts'
import { endOfPhase } from './phases.ts'
import { removeResource } from './remove-resource.ts'

/** Starts the tasks that are ready, and ends the phase when no task is left. */
export function advance(draft: Draft): void {
  for (;;) {
    const operation = draft.stack.operation
    if (operation === null || operation.phase === 'held') return
    if (operation.phase === 'cleanup') {
      if (removeLeftovers(draft)) endOfPhase(draft)
      return
    }
    const { phase } = operation
    if (phase !== 'stopping') startReadyTasks(draft)
    const tasks = Object.values(operationOf(draft).tasks)
    if (operation.phase === phase && tasks.some(({ state, isInFlight }) => isInFlight || state === 'running'))
      return
    if (operation.phase === phase && phase !== 'stopping' && tasks.some(({ state }) => state === 'waiting')) {
      // Only tasks that depend on a failed one still wait.
      if (!tasks.some(({ state }) => state === 'failed')) throw new Error(`${draft.stack.id} is stuck`)
    }
    if (operation.phase === phase) endOfPhase(draft)
    // A new phase may have nothing to do.
  }
}

function startReadyTasks(draft: Draft): void {
  for (;;) {
    const { tasks, phase } = operationOf(draft)
    const ready = Object.values(tasks).find(
      task => task.state === 'waiting' && task.after.every(id => (tasks[id]?.state ?? 'done') === 'done'),
    )
    if (ready === undefined || phase === 'stopping') return
    ready.state = 'running'
    if (ready.action === 'remove') removeResource(draft, ready)
    else applyResource(draft, ready)
    if (operationOf(draft).phase !== phase) return
  }
}
