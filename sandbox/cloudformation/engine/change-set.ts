import type { ValidationFailure } from '../change-set/early-validation.ts'
import type { ResourceChange } from '../change-set/resource-change.ts'
import { ApiError } from '../types.ts'
import { type ApiInput, requiredText } from './input.ts'
import type { Definition, Operation, Stack } from './stack.ts'
import { findStack, type Stacks } from './store.ts'

export interface ChangeSet {
  /** ARN. */
  readonly id: string
  readonly name: string
  readonly type: 'CREATE' | 'UPDATE'
  readonly description: string | null
  readonly createdAt: Date
  readonly definition: Definition
  readonly changes: readonly ResourceChange[]
  /** Failures of the early validation; any of them fails the change set. */
  readonly failures: readonly ValidationFailure[]
  /** Change sets of the nested stacks, if it includes them; null if it does not. */
  readonly nested: readonly NestedChangeSet[] | null
  /** Of a nested change set: its parent, and the first of all. */
  readonly parentId: string | null
  readonly rootId: string | null
  /** Id of its creation in DescribeEvents. */
  readonly operationId: string
  readonly onFailure: Operation['onFailure']
  status: 'CREATE_COMPLETE' | 'FAILED'
  statusReason: string | null
  executionStatus: 'AVAILABLE' | 'UNAVAILABLE' | 'OBSOLETE' | 'EXECUTE_IN_PROGRESS' | 'EXECUTE_COMPLETE'
}

export interface NestedChangeSet {
  readonly logicalId: string
  readonly stackId: string
  readonly changeSet: ChangeSet
}

export interface ChangeSetStore {
  readonly stacks: Stacks
  /** By name. */
  changeSetsOf(stackId: string): Map<string, ChangeSet>
}

/**
 * Finds a change set by its ARN, or by its name in a stack.
 * @throws ApiError `ChangeSetNotFound`
 */
export function findChangeSet(
  { stacks, changeSetsOf }: ChangeSetStore,
  input: ApiInput,
  region: string,
): { readonly stack: Stack; readonly changeSet: ChangeSet } {
  const name = requiredText(input, 'ChangeSetName')
  const candidates = name.startsWith('arn:')
    ? [...stacks.values()]
    : [findStack(stacks, region, requiredText(input, 'StackName'))]
  for (const stack of candidates) {
    const changeSet = [...changeSetsOf(stack.id).values()].find(one => one.id === name || one.name === name)
    if (changeSet !== undefined) return { stack, changeSet }
  }
  throw new ApiError('ChangeSetNotFound', `ChangeSet [${name}] does not exist`)
}
