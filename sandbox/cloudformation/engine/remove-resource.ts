import { type Draft, operationOf, run, setStatus } from './draft.ts'
import type { Task } from './stack.ts'

/** Deletes a resource, or retains it if its policy says so. */
export function removeResource(draft: Draft, task: Task): void {
  const resource = draft.stack.resources[task.logicalId]
  const wasNeverMade = resource?.physicalId == null
  if (resource === undefined || resource.status === 'DELETE_COMPLETE') {
    task.state = 'done'
    return
  }
  const { kind, skip } = operationOf(draft)
  const isRetained =
    resource.deletionPolicy === 'Retain' ||
    (resource.deletionPolicy === 'RetainExceptOnCreate' && kind === 'delete')
  if (skip.includes(task.logicalId) || (isRetained && !wasNeverMade)) {
    setStatus(draft, resource, 'DELETE_SKIPPED')
    task.state = 'done'
    return
  }
  if (wasNeverMade) {
    setStatus(draft, resource, 'DELETE_COMPLETE')
    task.state = 'done'
    return
  }
  setStatus(draft, resource, 'DELETE_IN_PROGRESS')
  run(draft, task, {
    kind: 'remove',
    physicalId: resource.physicalId ?? '',
    properties: resource.properties,
    resourceType: resource.type,
  })
}
