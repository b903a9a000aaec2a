import { endFreeze } from '../../channels/freeze.ts'
import { openChannels } from '../channels-use.ts'
import type { AwsInvocation } from '../invocation.ts'

export async function run(invocation: AwsInvocation) {
  const { context } = await openChannels('unfreeze', invocation)
  const { project } = context
  await endFreeze(context)
  return {
    document: { schemaVersion: 1 as const, project, freeze: null },
    note: `The project ${project} is not frozen.\n`,
  }
}
