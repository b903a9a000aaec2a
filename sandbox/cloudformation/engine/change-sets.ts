import { diffStack } from '../change-set/diff.ts'
import {
  nameConflict,
  newNames,
  propertyFailures,
  type ValidationFailure,
  validationReason,
} from '../change-set/early-validation.ts'
import type { ResourceChange } from '../change-set/resource-change.ts'
import { ApiError } from '../types.ts'
import { type ChangeSet, findChangeSet } from './change-set.ts'
import { changeSetOutput, changeSetSummary } from './change-set-output.ts'
import type { Core } from './core.ts'
import { define } from './define.ts'
import { type ApiInput, newStackName, requiredText, textOf } from './input.ts'
import {
  assertRoot,
  dropNested,
  isFailedStack,
  isSameStack,
  planNested,
  withChangeSets,
  withoutChanges,
} from './nested-change-sets.ts'
import { type CallContext, onFailureOf } from './operations.ts'
import { page } from './page.ts'
import type { Refusal } from './readable.ts'
import { scopeOf } from './scope.ts'
import type { Stack } from './stack.ts'
import { assertIdle, assertUpdatable, findStack, lookForStack, worldOf } from './store.ts'

/** The calls on change sets. A change set is ready at once. */
export function createChangeSetCalls(core: Core) {
  const { stacks, accountId } = core
  const find = (input: ApiInput, region: string) => findChangeSet(core, input, region)

  async function create(
    stack: Stack,
    type: ChangeSet['type'],
    input: ApiInput,
    refusal: Refusal | undefined,
    parent: Pick<ChangeSet, 'id' | 'rootId'> | null = null,
  ): Promise<ChangeSet> {
    const definition = await define(input, stack, core, refusal)
    const world = worldOf(stacks, stack.region, accountId, core.zones(stack.region))
    const scope = scopeOf({ ...stack }, definition, world)
    const before = stack.definition
    const present = before === null ? null : { ...before, resources: presentResources(stack) }
    const name = requiredText(input, 'ChangeSetName')
    const id = `arn:aws:cloudformation:${stack.region}:${accountId}:changeSet/${name}/${core.uniqueId()}`
    const rootId = parent === null ? null : (parent.rootId ?? parent.id)
    const includes = input.IncludeNestedStacks === true
    const first = diffStack(present, definition, scope)
    const nested = includes
      ? await planNested(
          { stack, definition, input },
          first,
          { id, rootId },
          {
            core,
            create: (child, kind, call, identity) => create(child, kind, call, refusal, identity),
          },
        )
      : null
    const same = new Set((nested ?? []).filter(isSameStack).map(({ logicalId }) => logicalId))
    const changes = withChangeSets(diffStack(present, definition, scope, same), nested ?? [])
    const failures = await validate(changes, stack.region)
    const failed = (nested ?? []).find(isFailedStack)
    const hasChanges =
      core.hasChanges(stack, definition, { withNested: !includes }) || (includes && changes.length > 0)
    const statusReason =
      failures.length > 0
        ? validationReason(failures)
        : failed === undefined
          ? withoutChanges
          : `Nested change set ${failed.changeSet.id} was not successfully created: Currently in FAILED.`
    const isReady = failures.length === 0 && failed === undefined && hasChanges
    return {
      id,
      name,
      nested,
      parentId: parent?.id ?? null,
      rootId,
      type,
      description: textOf(input, 'Description') ?? null,
      createdAt: core.now(),
      definition,
      changes,
      failures,
      operationId: core.uniqueId(),
      onFailure: onFailureOf(input),
      status: isReady ? 'CREATE_COMPLETE' : 'FAILED',
      statusReason: isReady ? null : statusReason,
      executionStatus: isReady ? 'AVAILABLE' : 'UNAVAILABLE',
    }
  }

  async function validate(changes: readonly ResourceChange[], region: string): Promise<ValidationFailure[]> {
    const names = newNames(changes)
    const taken = names.length === 0 ? [] : await core.taken(region, names)
    return [...propertyFailures(changes), ...names.filter((_, index) => taken[index]).map(nameConflict)]
  }

  return {
    async createChangeSet(input: ApiInput, { region, refusal }: CallContext) {
      const name = textOf(input, 'StackName') ?? ''
      const type = textOf(input, 'ChangeSetType') === 'CREATE' ? 'CREATE' : 'UPDATE'
      const present = lookForStack(stacks, region, name)
      if (type === 'CREATE' && present !== undefined && present.status !== 'REVIEW_IN_PROGRESS') {
        throw new ApiError(
          'ValidationError',
          `Stack [${present.name}] already exists and cannot be created again with the changeSet [${requiredText(input, 'ChangeSetName')}].`,
        )
      }
      const stack =
        type === 'CREATE'
          ? (present ?? core.newStack(newStackName(input), region, false))
          : findStack(stacks, region, name)
      if (type === 'UPDATE') assertUpdatable(stack)
      if (core.changeSetsOf(stack.id).has(requiredText(input, 'ChangeSetName'))) {
        throw new ApiError(
          'AlreadyExistsException',
          `ChangeSet ${requiredText(input, 'ChangeSetName')} cannot be created due to a mismatch with existing attribute Name`,
        )
      }
      const changeSet = await create(stack, type, input, refusal)
      if (!stacks.has(stack.id)) {
        stacks.set(stack.id, stack)
        core.tellReview(stack)
      }
      core.changeSetsOf(stack.id).set(changeSet.name, changeSet)
      return { Id: changeSet.id, StackId: stack.id }
    },

    describeChangeSet(input: ApiInput, { region }: CallContext) {
      const { stack, changeSet } = find(input, region)
      const { items, next } = page(changeSet.changes, input, 100)
      return changeSetOutput(stack, changeSet, items, next, input.IncludePropertyValues === true)
    },

    executeChangeSet(input: ApiInput, { region }: CallContext) {
      const { stack, changeSet } = find(input, region)
      const repeated = core.repeated('execute', region, changeSet.id, input)
      if (repeated !== undefined) return repeated
      assertRoot(changeSet, 'executed')
      assertIdle(stack)
      if (changeSet.executionStatus !== 'AVAILABLE') {
        throw new ApiError(
          'InvalidChangeSetStatus',
          `ChangeSet [${changeSet.id}] cannot be executed in its current execution status of [${changeSet.executionStatus}]`,
        )
      }
      for (const other of core.changeSetsOf(stack.id).values()) other.executionStatus = 'OBSOLETE'
      changeSet.executionStatus = 'EXECUTE_COMPLETE'
      const kind = changeSet.type === 'CREATE' ? 'create' : 'update'
      const onFailure = input.DisableRollback === true ? 'nothing' : changeSet.onFailure
      dropNested(core, changeSet)
      core.begin(stack, kind, changeSet.definition, input, onFailure)
      core.changeSetsOf(stack.id).clear()
      return core.remember('execute', region, changeSet.id, input, {})
    },

    deleteChangeSet(input: ApiInput, { region }: CallContext) {
      try {
        const { stack, changeSet } = find(input, region)
        assertRoot(changeSet, 'deleted')
        dropNested(core, changeSet)
        core.changeSetsOf(stack.id).delete(changeSet.name)
      } catch (error) {
        // A missing change set is not an error; a missing stack is.
        if (!(error instanceof ApiError) || error.code !== 'ChangeSetNotFound') throw error
      }
      return {}
    },

    listChangeSets(input: ApiInput, { region }: CallContext) {
      const stack = findStack(stacks, region, requiredText(input, 'StackName'))
      const { items, next } = page([...core.changeSetsOf(stack.id).values()], input, 100)
      return { Summaries: items.map(one => changeSetSummary(stack, one)), NextToken: next }
    },
  }
}

function presentResources({ resources }: Stack) {
  return Object.fromEntries(
    Object.values(resources)
      .filter(({ physicalId }) => physicalId !== null)
      .map(({ logicalId, physicalId, properties, attributes }) => [
        logicalId,
        { physicalId: physicalId ?? '', properties, attributes },
      ]),
  )
}
