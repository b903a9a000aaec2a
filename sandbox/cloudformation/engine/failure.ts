import { stackType } from '../resource-types/resource-type.ts'
import { type Draft, operationOf, setStatus } from './draft.ts'
import { cancelNested } from './nested-resource.ts'
import type { Task } from './stack.ts'

/** Fails a task. This stops a create or update; in a rollback or delete, the other tasks continue. */
export function failTask(draft: Draft, task: Task, reason: string): void {
  const operation = operationOf(draft)
  const resource = draft.stack.resources[task.logicalId]
  task.signals = null
  task.rolling = null
  task.isInFlight = false
  if (task.state === 'cancelled') return
  task.state = 'failed'
  operation.failures.push(task.logicalId)
  if (resource !== undefined) {
    resource.isUncertain = true
    const verb =
      task.action === 'remove'
        ? 'DELETE'
        : task.change === 'create' || resource.physicalId === null
          ? 'CREATE'
          : 'UPDATE'
    setStatus(draft, resource, `${verb}_FAILED`, reason)
  }
  if (operation.phase === 'forward') stop(draft)
}

/** Starts no more tasks and cancels those in progress. The rollback starts when they have ended. */
export function stop(draft: Draft): void {
  const operation = operationOf(draft)
  operation.phase = 'stopping'
  for (const task of Object.values(operation.tasks)) {
    if (task.state !== 'running') continue
    task.state = 'cancelled'
    task.signals = null
    const resource = draft.stack.resources[task.logicalId]
    if (resource === undefined) continue
    resource.isUncertain = true
    const isCreated = task.change === 'create'
    const [verb, word] = isCreated ? ['CREATE', 'creation'] : ['UPDATE', 'update']
    setStatus(draft, resource, `${verb}_FAILED`, `Resource ${word} cancelled`)
    if (resource.type === stackType && resource.physicalId !== null) cancelNested(draft, resource.physicalId)
  }
}
