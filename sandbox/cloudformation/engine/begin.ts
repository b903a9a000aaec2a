import { advance } from './advance.ts'
import { type Draft, setStackStatus } from './draft.ts'
import type { BeginInput } from './effects.ts'
import type { Operation } from './stack.ts'
import { applyTasks, removalTasks } from './tasks.ts'

/** Starts an operation; the caller has made sure that none is under way. */
export function begin(draft: Draft, input: BeginInput): void {
  const { stack, now } = draft
  const { kind, target } = input
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
    groupSizes: {},
    skip: input.skip,
    failures: [],
    failureReason: null,
    wentBack: false,
  }
  stack.operation = operation
  if (kind !== 'delete') stack.imports = []
  for (const resource of Object.values(stack.resources)) resource.replaced = null
  if (kind === 'update') stack.updatedAt = now
  if (kind !== 'delete') stack.definition = target
  setStackStatus(draft, `${kind.toUpperCase()}_IN_PROGRESS`, 'User Initiated')
  advance(draft)
}
