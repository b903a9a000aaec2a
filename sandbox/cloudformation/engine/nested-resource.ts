import type { Properties } from '../types.ts'
import { type Draft, operationOf, run, setProgress, setStatus } from './draft.ts'
import type { Resource, Task } from './stack.ts'

/**
 * A nested stack's properties do not tell whether it changes: what lies behind its TemplateURL may be another
 * template now. So every update looks at it; the way back only at those that this operation has looked at.
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

/** A nested stack is there from the moment that it is begun: whoever watches goes on in it. */
export function nestedStarted(draft: Draft, logicalId: string, physicalId: string): void {
  const resource = draft.stack.resources[logicalId]
  const task = draft.stack.operation?.tasks[logicalId]
  if (resource === undefined || task === undefined) return
  resource.physicalId = physicalId
  if (task.state === 'cancelled') cancelNested(draft, physicalId)
  else setProgress(draft, task, 'Resource creation Initiated')
}

/** The stack around it has failed. */
export function cancelNested({ effects }: Draft, stackId: string): void {
  effects.push({ type: 'cancel', stackId })
}
