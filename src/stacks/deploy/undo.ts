import type { DeployRecord } from '../../runs/record.ts'
import type { Leftover, Undo } from '../../runs/undo.ts'
import type { StacksContext } from '../context.ts'
import { isOwnChangeSet } from './change-set.ts'

/**
 * Deletes a change set that was not executed, and the empty stack that CloudFormation created for it, unless that stack
 * has other change sets. A failure is only reported: a change set costs nothing and changes nothing.
 */
export const undoPlan: Undo<DeployRecord, StacksContext> = async (record, { clients, emit, region }) => {
  const { changeSet, stackName, runId } = record.record
  if (changeSet === null) return []
  try {
    await remove(changeSet, stackName, `${runId}-undo`, await clients.cloudFormation())
    await record.update({ changeSet: null })
    return []
  } catch (error) {
    const text = `cannot delete the change set ${changeSet} of ${stackName}: ${(error as Error).message}`
    emit({ type: 'notice', text })
    return [{ region, type: 'change-set', id: changeSet } satisfies Leftover]
  }
}

async function remove(
  changeSet: string,
  stackName: string,
  token: string,
  client: Awaited<ReturnType<StacksContext['clients']['cloudFormation']>>,
): Promise<void> {
  const stack = await client.stack(stackName)
  if (stack === undefined) return
  const { stackId, status } = stack
  const names = await client.changeSetNames(stackId)
  const isEmptyStack = status === 'REVIEW_IN_PROGRESS' && names.every(isOwnChangeSet)
  // Deleting the empty stack deletes its change sets as well.
  if (isEmptyStack) await client.deleteStack(stackId, token)
  else if (names.includes(changeSet)) await client.deleteChangeSet(stackId, changeSet)
}
