import { type Draft, operationOf, order, taskOf } from './draft.ts'
import type { Step } from './effects.ts'
import type { Resource, Task } from './stack.ts'

/** Waits until a created or updated resource is stable. */
export function stabilize(draft: Draft, task: Task, { physicalId, properties }: Resource): void {
  const { id, phase } = operationOf(draft)
  task.wait = `${id} ${phase}`
  order(draft, task.logicalId, {
    kind: 'stabilize',
    physicalId: physicalId ?? '',
    properties,
    wait: task.wait,
  })
}

/** The task whose wait has ended; undefined if it was cancelled, or if a rollback has replaced it. */
export function isStabilized(
  draft: Draft,
  logicalId: string,
  step: Extract<Step, { kind: 'stabilize' }>,
): Task | undefined {
  const task = taskOf(draft, logicalId)
  return task?.wait === step.wait && task.state === 'running' ? task : undefined
}
