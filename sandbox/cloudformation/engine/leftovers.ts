import { type Draft, operationOf, order, setStatus } from './draft.ts'
import type { Leftover, Resource } from './stack.ts'

/** Adds a physical resource to delete at the end of the operation. */
export function addLeftover(draft: Draft, resource: Resource): void {
  operationOf(draft).leftovers.push(leftover(resource, 'remove'))
}

export function leftover(resource: Resource, action: Leftover['action']): Leftover {
  return { resource, action, state: 'waiting' }
}

/** Adds the resources that the definition no longer has. */
export function dropRemovedResources(draft: Draft, declared: readonly string[]): void {
  for (const resource of Object.values(draft.stack.resources).toReversed()) {
    if (declared.includes(resource.logicalId)) continue
    delete draft.stack.resources[resource.logicalId]
    if (resource.physicalId !== null) addLeftover(draft, resource)
  }
}

/** Processes leftovers one by one; true if none is left. An event reports each one that cannot be deleted. */
export function removeLeftovers(draft: Draft): boolean {
  const { leftovers } = operationOf(draft)
  if (leftovers.some(({ state }) => state === 'running')) return false
  const next = leftovers.find(({ state }) => state === 'waiting')
  if (next === undefined) return true
  const { resource } = next
  if (next.action === 'cleanUp') {
    next.state = 'running'
    order(draft, resource.logicalId, { kind: 'cleanUp', physicalId: resource.physicalId ?? '' })
    return false
  }
  const isReplaced = draft.stack.resources[resource.logicalId] !== undefined
  if ((isReplaced ? resource.updateReplacePolicy : resource.deletionPolicy) === 'Retain') {
    setStatus(draft, resource, 'DELETE_SKIPPED')
    next.state = 'done'
    return removeLeftovers(draft)
  }
  next.state = 'running'
  setStatus(draft, resource, 'DELETE_IN_PROGRESS')
  const { type, physicalId, properties } = resource
  order(draft, resource.logicalId, {
    kind: 'remove',
    physicalId: physicalId ?? '',
    properties,
    resourceType: type,
  })
  return false
}

/** Handles the result of the leftover in progress. */
export function leftoverEnded(draft: Draft, reason: string | null): void {
  const ended = operationOf(draft).leftovers.find(({ state }) => state === 'running')
  if (ended === undefined) return
  ended.state = 'done'
  const verb = ended.action === 'cleanUp' ? 'UPDATE' : 'DELETE'
  setStatus(draft, ended.resource, `${verb}_${reason === null ? 'COMPLETE' : 'FAILED'}`, reason)
}
