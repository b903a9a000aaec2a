import type { ResourceChange } from '../change-set/resource-change.ts'
import { stackType } from '../resource-types/resource-type.ts'
import { ApiError, type Properties } from '../types.ts'
import type { ChangeSet, NestedChangeSet } from './change-set.ts'
import type { Core } from './core.ts'
import { type ApiInput, requiredText } from './input.ts'
import { inputOf, nestedName } from './nested-stacks.ts'
import type { Definition, Stack } from './stack.ts'

export const withoutChanges =
  "The submitted information didn't contain changes. Submit different information to create a change set."

interface Parent {
  readonly stack: Stack
  readonly definition: Definition
  /** Of the call. */
  readonly input: ApiInput
}

type Identity = Pick<ChangeSet, 'id' | 'rootId'>

interface Tools {
  readonly core: Core
  readonly create: (
    stack: Stack,
    type: ChangeSet['type'],
    input: ApiInput,
    parent: Identity,
  ) => Promise<ChangeSet>
}

/** Creates a change set for each nested stack that remains, and a stack in review for each new one. */
export async function planNested(
  parent: Parent,
  changes: readonly ResourceChange[],
  identity: Identity,
  { core, create }: Tools,
): Promise<NestedChangeSet[]> {
  const planned: NestedChangeSet[] = []
  for (const { ResourceChange: change } of changes) {
    if (change.ResourceType !== stackType || change.Action === 'Remove') continue
    const { LogicalResourceId: logicalId, PhysicalResourceId: id, AfterContext = '{}' } = change
    const { Properties: properties = {} } = JSON.parse(AfterContext) as { Properties?: Properties }
    const present = id === undefined ? undefined : core.stacks.get(id)
    const name = nestedName(parent.stack.name, logicalId, core.uniqueId())
    const child = present ?? core.newStack(name, parent.stack.region, false, parent.stack)
    const input = {
      ...inputOf({ definition: parent.definition }, properties),
      ChangeSetName: requiredText(parent.input, 'ChangeSetName'),
      IncludeNestedStacks: true,
    }
    const changeSet = await create(child, present === undefined ? 'CREATE' : 'UPDATE', input, identity).catch(
      (error: unknown) => failed(error, child, { identity, input, core }),
    )
    core.stacks.set(child.id, child)
    core.changeSetsOf(child.id).set(changeSet.name, changeSet)
    planned.push({ logicalId, stackId: child.id, changeSet })
  }
  return planned
}

/** The changes with the change sets of nested stacks. */
export function withChangeSets(
  changes: readonly ResourceChange[],
  nested: readonly NestedChangeSet[],
): ResourceChange[] {
  return changes.map(change => {
    const { LogicalResourceId: logicalId } = change.ResourceChange
    const found = nested.find(one => one.logicalId === logicalId)
    if (found === undefined) return change
    return { ...change, ResourceChange: { ...change.ResourceChange, ChangeSetId: found.changeSet.id } }
  })
}

export function isSameStack({ changeSet }: NestedChangeSet): boolean {
  return changeSet.statusReason === withoutChanges
}

export function isFailedStack(nested: NestedChangeSet): boolean {
  return nested.changeSet.status === 'FAILED' && !isSameStack(nested)
}

/** Deletes the change sets of nested stacks, and new stacks that have nothing else. */
export function dropNested(core: Core, { nested }: ChangeSet): void {
  for (const { stackId, changeSet } of nested ?? []) {
    dropNested(core, changeSet)
    core.changeSetsOf(stackId).delete(changeSet.name)
    if (core.stacks.get(stackId)?.status === 'REVIEW_IN_PROGRESS') core.stacks.delete(stackId)
  }
}

/** @throws ApiError if it belongs to another change set */
export function assertRoot({ id, rootId }: ChangeSet, what: 'executed' | 'deleted'): void {
  if (rootId === null) return
  throw new ApiError(
    'ValidationError',
    `ChangeSet [${id}] is nested: only its root [${rootId}] can be ${what}`,
  )
}

function failed(
  error: unknown,
  stack: Stack,
  { identity, input, core }: { readonly identity: Identity; readonly input: ApiInput; readonly core: Core },
): ChangeSet {
  if (!(error instanceof ApiError)) throw error
  const name = requiredText(input, 'ChangeSetName')
  return {
    id: `arn:aws:cloudformation:${stack.region}:${core.accountId}:changeSet/${name}/${core.uniqueId()}`,
    name,
    type: 'UPDATE',
    description: null,
    createdAt: core.now(),
    definition: core.definitionOf(stack),
    changes: [],
    failures: [],
    nested: [],
    parentId: identity.id,
    rootId: identity.rootId ?? identity.id,
    operationId: core.uniqueId(),
    onFailure: 'rollback',
    status: 'FAILED',
    statusReason: error.message,
    executionStatus: 'UNAVAILABLE',
  }
}
