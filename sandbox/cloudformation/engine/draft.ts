import type { Effect, Step } from './effects.ts'
import type { Definition, Operation, Resource, Stack, Task } from './stack.ts'

/** A stack while the reducer handles one input: a mutable copy, and the effects to carry out. */
export interface Draft {
  readonly stack: Stack
  readonly now: Date
  readonly effects: Effect[]
  readonly world: World
}

/** Facts outside of the stack. */
export interface World {
  readonly accountId: string
  /** Value of another stack's export in the region. */
  imported(name: string): string | undefined
  /** Id of the stack that exports this name. */
  exporterOf(name: string): string | undefined
  /** Names of the stacks that import it. */
  importersOf(name: string): readonly string[]
  /** Availability zones of the region. */
  readonly zones: readonly string[]
}

export function draftOf(stack: Stack, now: Date, world: World): Draft {
  return { stack: structuredCopy(stack), now, world, effects: [] }
}

/** The operation in progress. Call it only if there is one. */
export function operationOf({ stack }: Draft): Operation {
  if (stack.operation === null) throw new Error(`${stack.id} has no operation in progress`)
  return stack.operation
}

export function taskOf(draft: Draft, logicalId: string): Task | undefined {
  return draft.stack.operation?.tasks[logicalId]
}

/** The definition that the operation applies now. */
export function definitionNow(draft: Draft): Definition {
  const { phase, target, previous } = operationOf(draft)
  return phase === 'back' && previous !== null ? previous : target
}

/** Orders a step of a task. The task is in flight until the step ends. */
export function run(draft: Draft, task: Task, step: Step): void {
  task.isInFlight = true
  order(draft, task.logicalId, step)
}

/** Orders a step that no task waits for. */
export function order(draft: Draft, logicalId: string, step: Step): void {
  draft.effects.push({ type: 'run', logicalId, step })
}

/** Sets the stack's status and logs an event. */
export function setStackStatus(draft: Draft, status: string, reason: string | null = null): void {
  const { stack } = draft
  stack.status = status
  stack.statusReason = reason
  logEvent(draft, {
    logicalId: stack.name,
    physicalId: stack.id,
    type: 'AWS::CloudFormation::Stack',
    status,
    reason,
    properties: null,
  })
}

/** Sets a resource's status and logs an event. */
export function setStatus(
  draft: Draft,
  resource: Resource,
  status: string,
  reason: string | null = null,
): void {
  resource.status = status
  resource.statusReason = reason
  resource.updatedAt = draft.now
  logEvent(draft, {
    logicalId: resource.logicalId,
    physicalId: resource.physicalId ?? '',
    type: resource.type,
    status,
    reason,
    properties: resource.properties,
  })
}

/** Logs the progress of a task's resource. */
export function setProgress(draft: Draft, task: Task, reason: string): void {
  const resource = draft.stack.resources[task.logicalId]
  const status = task.change === 'create' ? 'CREATE_IN_PROGRESS' : 'UPDATE_IN_PROGRESS'
  if (resource !== undefined) setStatus(draft, resource, status, reason)
}

interface StatusChange extends Pick<Resource, 'logicalId' | 'type' | 'status'> {
  readonly physicalId: string
  readonly reason: string | null
  readonly properties: Resource['properties'] | null
}

function logEvent(draft: Draft, { type, ...change }: StatusChange): void {
  const { token, id, kind, wentBack } = operationOf(draft)
  const operationType = wentBack ? 'ROLLBACK' : `${kind.toUpperCase()}_STACK`
  draft.effects.push({
    type: 'event',
    event: { ...change, resourceType: type, token, operationId: id, operationType },
  })
}

/** Copies the parts that the engine changes. Templates and properties never change and are shared. */
function structuredCopy(stack: Stack): Stack {
  const { operation, resources } = stack
  return {
    ...stack,
    launchContents: { ...stack.launchContents },
    pendingRemovals: [...stack.pendingRemovals],
    resources: mapValues(resources, resource => ({ ...resource })),
    operation: operation && {
      ...operation,
      failures: [...operation.failures],
      nested: [...operation.nested],
      groupSizes: { ...operation.groupSizes },
      leftovers: operation.leftovers.map(leftover => ({ ...leftover, resource: { ...leftover.resource } })),
      tasks: mapValues(operation.tasks, task => ({
        ...task,
        signals: task.signals && { ...task.signals, received: { ...task.signals.received } },
        rolling: task.rolling && { ...task.rolling, obsolete: [...task.rolling.obsolete] },
      })),
    },
  }
}

function mapValues<Value>(
  record: Record<string, Value>,
  map: (value: Value) => Value,
): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]))
}
