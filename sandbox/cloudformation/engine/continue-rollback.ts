import { stackType } from '../resource-types/resource-type.ts'
import { ApiError } from '../types.ts'
import { type Draft, setStackStatus } from './draft.ts'
import type { ContinueInput } from './effects.ts'
import type { Definition } from './stack.ts'
import { applyTasks } from './tasks.ts'

/** Continues a failed rollback. It skips the resources in `skip`. */
export function continueRollback(draft: Draft, { skip, token, operationId }: ContinueInput): void {
  const { stack, now } = draft
  if (stack.status !== 'UPDATE_ROLLBACK_FAILED' || stack.definition === null) {
    const words = `Stack:${stack.id} is in ${stack.status} state and can not be continued to rollback`
    throw new ApiError('ValidationError', words)
  }
  const definition: Definition = stack.definition
  const unknown = skip.filter(id => stack.resources[id] === undefined)
  if (unknown.length > 0) {
    throw new ApiError(
      'ValidationError',
      `Resources [${unknown.join(', ')}] do not exist in stack ${stack.name}`,
    )
  }
  const tasks = applyTasks(definition)
  stack.operation = {
    id: operationId,
    kind: 'update',
    token,
    onFailure: 'rollback',
    startedAt: now,
    target: definition,
    previous: definition,
    phase: 'back',
    tasks,
    leftovers: [],
    nested: Object.values(stack.resources)
      .filter(({ type }) => type === stackType)
      .map(({ logicalId }) => logicalId),
    groupSizes: {},
    skip,
    failures: [],
    failureReason: null,
    wentBack: true,
    isNested: stack.parentId !== null,
  }
  for (const id of skip) {
    const task = tasks[id]
    const resource = stack.resources[id]
    if (task !== undefined) task.state = 'done'
    if (resource !== undefined) Object.assign(resource, { isUncertain: false, status: 'UPDATE_COMPLETE' })
  }
  setStackStatus(draft, 'UPDATE_ROLLBACK_IN_PROGRESS', 'User Initiated')
}
