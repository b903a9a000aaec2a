import { join } from 'node:path'
import { type DeployRecord, writeDeployRecord } from '../../runs/deploy-record.ts'
import { ownerState } from '../../runs/owner.ts'
import { runsFolder } from '../../runs/run-folder.ts'
import type { StacksContext } from '../context.ts'
import { removeChangeSet } from './undo.ts'

/** Removes the change sets that died deploys of this stack have left. */
export async function removeLeft(
  past: readonly DeployRecord[],
  { stackName, accountId, region, endpoint }: DeployRecord,
  projectFolder: string,
  context: StacksContext,
): Promise<void> {
  for (const record of past) {
    const isOfStack =
      record.stackName === stackName &&
      record.accountId === accountId &&
      record.region === region &&
      record.endpoint === endpoint
    if (!isOfStack || record.changeSet === null) continue
    if (record.outcome === 'running' && (await ownerState(record.owner, context.processes)) !== 'dead')
      continue
    const isRemoved = await removeChangeSet({ stackName, runId: record.runId, stackId: null }, context)
    if (!isRemoved) continue
    const end = record.outcome === 'running' ? 'failed' : record.outcome
    const folder = join(runsFolder(projectFolder), record.runId)
    await writeDeployRecord(folder, { ...record, outcome: end, changeSet: null })
  }
}
