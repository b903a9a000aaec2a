import type { StacksContext } from '../context.ts'
import { changeSetName, isOwnChangeSet } from './change-set.ts'

export interface UndoRequest {
  readonly stackName: string
  readonly runId: string
  /** Of a stack that was there before; null: it was not, or only as a shell of ours. */
  readonly stackId: string | null
}

/**
 * Removes a change set that is not executed, and the shell of a stack that it made, when nothing else is in it.
 * What cannot be removed is told; it costs nothing and changes nothing.
 */
export async function removeChangeSet(
  { stackName, runId, stackId }: UndoRequest,
  { clients, emit }: Pick<StacksContext, 'clients' | 'emit'>,
): Promise<boolean> {
  const client = await clients.cloudFormation()
  try {
    if (stackId !== null) {
      await client.deleteChangeSet(stackId, changeSetName(runId))
      return true
    }
    const stack = await client.stack(stackName)
    if (stack === undefined) return true
    const names = await client.changeSetNames(stack.stackId)
    const others = names.filter(name => name !== changeSetName(runId))
    const isShell = stack.status === 'REVIEW_IN_PROGRESS' && others.every(isOwnChangeSet)
    // Deleting the shell takes its change sets along.
    if (isShell) await client.deleteStack(stack.stackId, `${runId}-undo`)
    else if (names.length > others.length) await client.deleteChangeSet(stack.stackId, changeSetName(runId))
    return true
  } catch (error) {
    const text = `the change set ${changeSetName(runId)} of ${stackName} could not be removed: ${(error as Error).message}`
    emit({ type: 'notice', text })
    return false
  }
}
