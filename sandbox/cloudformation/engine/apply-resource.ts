import { valueChanges } from '../change-set/value-changes.ts'
import {
  isTaggable,
  replacementOf,
  stackType,
  violations,
  waitConditionType,
} from '../resource-types/resource-type.ts'
import { isSame } from '../template/json.ts'
import type { ResourceDeclaration } from '../template/template.ts'
import { ApiError, type Json, type Properties } from '../types.ts'
import { type Draft, definitionNow, operationOf, run, setStatus } from './draft.ts'
import { failTask } from './failure.ts'
import { groupType, rollingPolicy, sizesToWrite, willReplace, withoutSizes } from './groups.ts'
import { addLeftover } from './leftovers.ts'
import { changeNested } from './nested-resource.ts'
import { resolvePolicy, resolveProperties, scopeNow } from './scope.ts'
import { creationSignals } from './signals.ts'
import type { Resource, Task } from './stack.ts'
import { conditionSignals } from './wait-conditions.ts'

const replacing = 'Requested update requires the creation of a new physical resource; hence creating one.'

/** Creates, updates, or replaces one resource if it differs from the definition. */
export function applyResource(draft: Draft, task: Task): void {
  const declaration = definitionNow(draft).template.resources[task.logicalId]
  if (declaration === undefined) throw new Error(`${task.logicalId} is not in the template`)
  const present = draft.stack.resources[task.logicalId]
  const exists = present?.physicalId != null && present.status !== 'DELETE_COMPLETE'
  try {
    const properties = resolveProperties(declaration.properties, scopeNow(draft))
    const found = violations(declaration.type, properties)
    if (found.length > 0)
      throw new ApiError(
        'ValidationError',
        `Properties validation failed for resource ${task.logicalId} with message:\n[${found.join(', ')}]`,
      )
    if (!exists) create(draft, task, declaration, properties)
    else change(draft, task, declaration, present, properties)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    if (!exists) draft.stack.resources[task.logicalId] = newResource(draft, task.logicalId, declaration, {})
    failTask(draft, task, error.message)
  }
}

function create(draft: Draft, task: Task, declaration: ResourceDeclaration, properties: Properties): void {
  const resource = newResource(draft, task.logicalId, declaration, properties)
  draft.stack.resources[task.logicalId] = resource
  task.change = 'create'
  setStatus(draft, resource, 'CREATE_IN_PROGRESS')
  make(draft, task, declaration, properties)
}

function make(draft: Draft, task: Task, declaration: ResourceDeclaration, properties: Properties): void {
  const policy = resolvePolicy(declaration.creationPolicy, scopeNow(draft))
  task.signals =
    declaration.type === waitConditionType && policy === null
      ? conditionSignals(properties)
      : creationSignals(policy)
  run(draft, task, { kind: 'create', properties })
}

function change(
  draft: Draft,
  task: Task,
  declaration: ResourceDeclaration,
  resource: Resource,
  properties: Properties,
): void {
  keepPolicies(draft, resource, declaration)
  if (operationOf(draft).phase === 'back' && resource.replaced !== null) {
    restoreReplaced(draft, resource)
  }
  if (resource.type === stackType && declaration.type === stackType) {
    changeNested(draft, task, resource, properties)
    return
  }
  // Nothing happened to a wait condition whose update failed.
  if (resource.type === waitConditionType) resource.isUncertain = false
  const hasTags = !isTaggable(resource.type) || isSame(resource.tags, definitionNow(draft).tags)
  if (isSame(resource.properties, properties) && hasTags && !resource.isUncertain) {
    if (resource.status.endsWith('_IN_PROGRESS') || resource.status.endsWith('_FAILED'))
      setStatus(draft, resource, 'UPDATE_COMPLETE')
    task.state = 'done'
    return
  }
  if (resource.type === waitConditionType)
    throw new ApiError('ValidationError', `Update to resource type ${waitConditionType} is not supported.`)
  const changed = valueChanges(resource.properties, properties).map(({ path }) => path.join('/'))
  const updatePolicy = resolvePolicy(declaration.updatePolicy, scopeNow(draft))
  if (
    resource.type !== declaration.type ||
    replacementOf(declaration.type, changed) === 'always' ||
    (resource.type === groupType && changed.length > 0 && willReplace(updatePolicy))
  ) {
    task.change = 'replace'
    setStatus(draft, resource, 'UPDATE_IN_PROGRESS', replacing)
    make(draft, task, declaration, properties)
    return
  }
  task.change = 'update'
  setStatus(draft, resource, 'UPDATE_IN_PROGRESS')
  const { physicalId: id, properties: previous } = resource
  const physicalId = id ?? ''
  if (resource.type === groupType) {
    const sizes = sizesToWrite(previous, properties, updatePolicy)
    task.next = { properties, sizes }
    if (rollingPolicy(updatePolicy) === null) updateGroup(draft, task, resource, task.next, sizes)
    else run(draft, task, { kind: 'view', physicalId, when: 'before' })
    return
  }
  run(draft, task, { kind: 'update', properties, previous, physicalId })
}

/** Updates a group to its next properties, with the given sizes. */
export function updateGroup(
  draft: Draft,
  task: Task,
  { physicalId, properties: previous }: Resource,
  next: NonNullable<Task['next']>,
  sizes: Properties,
): void {
  const properties = { ...withoutSizes(next.properties), ...sizes }
  run(draft, task, { kind: 'update', properties, previous, physicalId: physicalId ?? '' })
}

/** Restores the previous physical resource. The clean-up deletes the new one. */
function restoreReplaced(draft: Draft, resource: Resource): void {
  const operation = operationOf(draft)
  operation.leftovers = operation.leftovers.filter(
    ({ resource: { physicalId } }) => physicalId !== resource.replaced?.physicalId,
  )
  addLeftover(draft, { ...resource, replaced: null })
  Object.assign(resource, resource.replaced, { replaced: null, isUncertain: false })
}

function newResource(
  draft: Draft,
  logicalId: string,
  declaration: ResourceDeclaration,
  properties: Properties,
): Resource {
  const resource: Resource = {
    logicalId,
    type: declaration.type,
    physicalId: null,
    attributes: {},
    properties,
    tags: {},
    status: 'CREATE_IN_PROGRESS',
    statusReason: null,
    metadata: null,
    updatedAt: draft.now,
    deletionPolicy: 'Delete',
    updateReplacePolicy: 'Delete',
    isUncertain: false,
    replaced: null,
  }
  keepPolicies(draft, resource, declaration)
  return resource
}

function keepPolicies(draft: Draft, resource: Resource, declaration: ResourceDeclaration): void {
  const scope = scopeNow(draft)
  const { deletionPolicy, updateReplacePolicy, metadata } = declaration
  resource.metadata = resolveProperties({ metadata }, scope).metadata ?? null
  resource.deletionPolicy = textPolicy(deletionPolicy, scope)
  resource.updateReplacePolicy = textPolicy(updateReplacePolicy, scope)
}

function textPolicy(policy: Json | null, scope: Parameters<typeof resolvePolicy>[1]): string {
  if (policy === null) return 'Delete'
  const { value } = resolveProperties({ value: policy }, scope)
  return typeof value === 'string' ? value : 'Delete'
}
