import { ApiError } from '../types.ts'
import type { Core } from './core.ts'
import { define } from './define.ts'
import { type ApiInput, newStackName, requiredText, textOf, textsOf } from './input.ts'
import { dropNested } from './nested-change-sets.ts'
import type { Refusal } from './readable.ts'
import type { Operation, Stack } from './stack.ts'
import { assertUpdatable, findStack, importersOf, lookForStack } from './store.ts'

export interface CallContext {
  readonly region: string
  /** The rights of the caller; undefined if it may do everything. */
  readonly refusal?: Refusal | undefined
}

/** The calls that change stacks. Each throws ApiError in CloudFormation's words. */
export function createOperations(core: Core) {
  const { stacks } = core

  return {
    async createStack(input: ApiInput, { region, refusal }: CallContext) {
      const name = newStackName(input)
      const repeated = core.repeated('create', region, name, input)
      if (repeated !== undefined) return repeated
      assertNew(lookForStack(stacks, region, name), name)
      const stack = core.newStack(name, region, input.EnableTerminationProtection === true)
      const target = await define(input, stack, core, refusal)
      assertNew(lookForStack(stacks, region, name), name)
      stacks.set(stack.id, stack)
      core.begin(stack, 'create', target, input, onFailureOf(input))
      return core.remember('create', region, name, input, { StackId: stack.id })
    },

    async updateStack(input: ApiInput, { region, refusal }: CallContext) {
      const name = requiredText(input, 'StackName')
      const repeated = core.repeated('update', region, name, input)
      if (repeated !== undefined) return repeated
      const stack = findStack(stacks, region, name)
      assertUpdatable(stack)
      const target = await define(input, stack, core, refusal)
      if (!core.hasChanges(stack, target)) {
        throw new ApiError('ValidationError', 'No updates are to be performed.')
      }
      assertUpdatable(findStack(stacks, region, name))
      core.begin(stack, 'update', target, input, onFailureOf(input))
      return core.remember('update', region, name, input, { StackId: stack.id })
    },

    deleteStack(input: ApiInput, { region }: CallContext) {
      const stack = lookForStack(stacks, region, requiredText(input, 'StackName'))
      if (stack === undefined || /^DELETE_(COMPLETE|IN_PROGRESS)$/.test(stack.status)) return undefined
      if (stack.terminationProtection) {
        throw new ApiError(
          'ValidationError',
          `Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`,
        )
      }
      assertDeletable(stack, region)
      for (const changeSet of core.changeSetsOf(stack.id).values()) dropNested(core, changeSet)
      core.changeSetsOf(stack.id).clear()
      core.begin(
        stack,
        'delete',
        core.definitionOf(stack),
        input,
        'nothing',
        textsOf(input, 'RetainResources'),
      )
      return undefined
    },

    cancelUpdateStack(input: ApiInput, { region }: CallContext) {
      core.dispatch(findStack(stacks, region, requiredText(input, 'StackName')).id, { type: 'cancel' })
      return undefined
    },

    continueUpdateRollback(input: ApiInput, { region }: CallContext) {
      const { id } = findStack(stacks, region, requiredText(input, 'StackName'))
      const skip = textsOf(input, 'ResourcesToSkip')
      const token = textOf(input, 'ClientRequestToken') ?? null
      core.dispatch(id, { type: 'continue', skip, token, operationId: core.uniqueId() })
      return {}
    },

    updateTerminationProtection(input: ApiInput, { region }: CallContext) {
      const stack = findStack(stacks, region, requiredText(input, 'StackName'))
      stacks.set(stack.id, { ...stack, terminationProtection: input.EnableTerminationProtection === true })
      return { StackId: stack.id }
    },

    signalResource(input: ApiInput, { region }: CallContext) {
      const { id } = findStack(stacks, region, requiredText(input, 'StackName'))
      core.dispatch(id, {
        type: 'signal',
        logicalId: requiredText(input, 'LogicalResourceId'),
        uniqueId: requiredText(input, 'UniqueId'),
        status: input.Status === 'SUCCESS' ? 'SUCCESS' : 'FAILURE',
      })
      return undefined
    },
  }

  function assertDeletable(stack: Stack, region: string): void {
    if (/^UPDATE_.*IN_PROGRESS$/.test(stack.status)) {
      const words = `Stack [${stack.name}] cannot be deleted while in status ${stack.status}`
      throw new ApiError('ValidationError', words)
    }
    for (const { exportName } of stack.outputs) {
      const [importer] = exportName === null ? [] : importersOf(stacks, region, exportName)
      if (importer === undefined) continue
      throw new ApiError(
        'ValidationError',
        `Export ${exportName} cannot be deleted as it is in use by ${importer}`,
      )
    }
  }
}

function assertNew(present: Stack | undefined, name: string): void {
  if (present === undefined) return
  throw new ApiError('AlreadyExistsException', `Stack [${name}] already exists`)
}

/** The action after a failure, from OnFailure, OnStackFailure, or DisableRollback. */
export function onFailureOf(input: ApiInput): Operation['onFailure'] {
  const wish = textOf(input, 'OnFailure') ?? textOf(input, 'OnStackFailure')
  if (wish === 'DELETE') return 'delete'
  return wish === 'DO_NOTHING' || input.DisableRollback === true ? 'nothing' : 'rollback'
}
