import type { Properties } from '../types.ts'
import { type Draft, operationOf, run, setProgress, setStatus } from './draft.ts'
import type { Resource, Task } from './stack.ts'

/**
 * Updates a nested stack. Its template can change behind the same TemplateURL, so every update includes it. A rollback
 * includes only the nested stacks that the operation has updated.
 */
export function changeNested(draft: Draft, task: Task, resource: Resource, properties: Properties): void {
  const { phase, nested } = operationOf(draft)
  const { logicalId, properties: previous } = resource
  const physicalId = resource.physicalId ?? ''
  if (phase === 'back' && !nested.includes(logicalId)) {
    task.state = 'done'
    return
  }
  task.change = 'update'
  setStatus(draft, resource, 'UPDATE_IN_PROGRESS')
  if (phase === 'back') run(draft, task, { kind: 'goBack', physicalId, properties })
  else {
    nested.push(logicalId)
    run(draft, task, { kind: 'update', physicalId, properties, previous })
  }
}

/** A nested stack has a physical id as soon as its creation starts, so that you can follow its events. */
export function nestedStarted(draft: Draft, logicalId: string, physicalId: string): void {
  const resource = draft.stack.resources[logicalId]
  const task = draft.stack.operation?.tasks[logicalId]
  if (resource === undefined || task === undefined) return
  resource.physicalId = physicalId
  if (task.state === 'cancelled') cancelNested(draft, physicalId)
  else setProgress(draft, task, 'Resource creation Initiated')
}

/** Cancels a nested stack because its parent failed. */
export function cancelNested({ effects }: Draft, stackId: string): void {
  effects.push({ type: 'cancel', stackId })
}
