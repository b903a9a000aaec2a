import { advance } from './advance.ts'
import { type Draft, setStackStatus } from './draft.ts'
import type { BeginInput } from './effects.ts'
import { stop } from './failure.ts'
import type { Operation } from './stack.ts'
import { applyTasks, removalTasks } from './tasks.ts'

/** Starts an operation. Only a delete may interrupt another operation, a creation. */
export function begin(draft: Draft, input: BeginInput): void {
  const { stack, now } = draft
  const { kind, target } = input
  if (stack.operation !== null && stack.operation.phase !== 'held') {
    giveUpCreation(draft, stack.operation)
    return
  }
  const operation: Operation = {
    id: input.operationId,
    kind,
    token: input.token,
    onFailure: input.onFailure,
    startedAt: now,
    target,
    previous: kind === 'update' ? stack.definition : null,
    phase: kind === 'delete' ? 'removal' : 'forward',
    tasks: kind === 'delete' ? removalTasks(stack, target) : applyTasks(target),
    leftovers: [],
    nested: [],
    groupSizes: {},
    skip: input.skip,
    failures: [],
    failureReason: null,
    wentBack: false,
    isNested: input.isNested,
  }
  stack.operation = operation
  if (kind !== 'delete') stack.imports = []
  for (const resource of Object.values(stack.resources)) resource.replaced = null
  if (kind === 'update') stack.updatedAt = now
  if (kind !== 'delete') stack.definition = target
  setStackStatus(draft, `${kind.toUpperCase()}_IN_PROGRESS`, 'User Initiated')
  advance(draft)
}

/** Resources in progress finish first; then all are deleted. */
function giveUpCreation(draft: Draft, operation: Operation): void {
  operation.onFailure = 'delete'
  setStackStatus(draft, 'DELETE_IN_PROGRESS', 'User Initiated')
  if (operation.phase === 'forward') stop(draft)
}
