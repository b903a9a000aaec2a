import { ApiError } from '../types.ts'
import type { World } from './draft.ts'
import type { Stack } from './stack.ts'

/** All stacks of the account by id, including deleted ones. */
export type Stacks = Map<string, Stack>

/**
 * Finds a stack by ARN, or one that is not deleted by name.
 * @throws ApiError `ValidationError`
 */
export function findStack(stacks: Stacks, region: string, nameOrId: string): Stack {
  const stack = lookForStack(stacks, region, nameOrId)
  if (stack === undefined) throw new ApiError('ValidationError', `Stack with id ${nameOrId} does not exist`)
  return stack
}

export function lookForStack(stacks: Stacks, region: string, nameOrId: string): Stack | undefined {
  if (nameOrId.startsWith('arn:')) return stacks.get(nameOrId)
  return [...stacks.values()].find(
    stack => stack.region === region && stack.name === nameOrId && stack.status !== 'DELETE_COMPLETE',
  )
}

/** The name in `arn:aws:cloudformation:REGION:ACCOUNT:stack/NAME/ID`. */
export function nameOf(id: string): string {
  return id.split('/')[1] ?? id
}

/** @throws ApiError if an operation is in progress */
export function assertIdle({ id, status }: Stack): void {
  if (/_IN_PROGRESS$/.test(status) && status !== 'REVIEW_IN_PROGRESS') {
    throw new ApiError('ValidationError', `Stack:${id} is in ${status} state and can not be updated.`)
  }
}

/** @throws ApiError if the stack is in a state that does not allow updates */
export function assertUpdatable(stack: Stack): void {
  assertIdle(stack)
  const { id, status } = stack
  if (
    /^(CREATE|ROLLBACK|DELETE|UPDATE_ROLLBACK)_FAILED$|^ROLLBACK_COMPLETE$|^REVIEW_IN_PROGRESS$/.test(status)
  ) {
    throw new ApiError('ValidationError', `Stack:${id} is in ${status} state and can not be updated.`)
  }
}

export interface Export {
  readonly name: string
  readonly value: string
  readonly stackId: string
}

export function exportsIn(stacks: Stacks, region: string): Export[] {
  return [...stacks.values()]
    .filter(stack => stack.region === region)
    .flatMap(({ id, outputs }) =>
      outputs.flatMap(({ exportName, value }) =>
        exportName === null ? [] : [{ name: exportName, value, stackId: id }],
      ),
    )
}

/** Names of the stacks that import the export. */
export function importersOf(stacks: Stacks, region: string, name: string): string[] {
  return [...stacks.values()]
    .filter(stack => stack.region === region && stack.status !== 'DELETE_COMPLETE')
    .filter(({ imports }) => imports.includes(name))
    .map(stack => stack.name)
}

export function worldOf(stacks: Stacks, region: string, accountId: string, zones: readonly string[]): World {
  const find = (name: string) => exportsIn(stacks, region).find(one => one.name === name)
  return {
    accountId,
    zones,
    imported: name => find(name)?.value,
    exporterOf: name => find(name)?.stackId,
    importersOf: name => importersOf(stacks, region, name),
  }
}
