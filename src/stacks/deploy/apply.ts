import type { CloudFormation } from '../../aws/cloudformation.ts'
import type { ChangeSet } from '../../aws/stack.ts'

/** Executes a change set. When the answer is lost, the change set itself shows whether it was executed. */
export async function execute(
  { id }: ChangeSet,
  token: string,
  client: Pick<CloudFormation, 'executeChangeSet' | 'changeSet'>,
): Promise<void> {
  try {
    await client.executeChangeSet(id, token)
  } catch (error) {
    const found = await client.changeSet(id).catch(() => undefined)
    if (found?.executionStatus.startsWith('EXECUTE_')) return
    throw error
  }
}
