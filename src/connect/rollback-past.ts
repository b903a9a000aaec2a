import { amiToReject } from '../channels/ami.ts'
import { reject } from '../channels/reject.ts'
import type { Project } from '../config/settings.ts'
import { ToolError } from '../errors/tool-error.ts'
import type { Emit } from '../events/events.ts'
import type { RollbackPast } from '../stacks/rollback/request.ts'
import { stateBucketName } from '../state/bucket.ts'
import { earlierDeployment } from '../state/stack-history.ts'
import type { Aws } from './aws.ts'
import { assertProject, channelsContext } from './channels-context.ts'
import { findState, requireState } from './state.ts'

export interface RollbackWish {
  readonly project: Pick<Project, 'name' | 'file'>
  readonly rejects: boolean
  readonly reason: string
}

/** The history of a stack, and the rejection of the AMIs that it leaves. An AMI that cannot be rejected is reported. */
export function rollbackPast(
  { project, rejects, reason }: RollbackWish,
  aws: Aws,
  emit: Emit,
): RollbackPast & { readonly rejected: readonly string[] } {
  const name = assertProject(project)
  const rejected: string[] = []

  async function rejectOne(imageId: string): Promise<void> {
    const state = await findState(aws)
    if (state === undefined) throw new Error('this account has no state bucket')
    const context = await channelsContext(name, 'rollback', aws, state)
    await reject(await amiToReject(imageId, context), reason, context)
    rejected.push(imageId)
  }

  return {
    rejected,

    async earlier(stack) {
      const state = await requireState(aws)
      const template = await (await aws.clients.cloudFormation()).template(stack.stackId)
      const found = await earlierDeployment({ ...stack, template }, state)
      if (found === undefined) return undefined
      const { deployment, template: text } = found
      const object = `s3://${stateBucketName(state.place)}/templates/${deployment.template}.json`
      return { ...deployment, template: text, fetch: `aws s3 cp ${object} - | jq -r .text > TEMPLATE` }
    },

    async leave(imageIds) {
      if (!rejects) return
      for (const imageId of imageIds) {
        try {
          await rejectOne(imageId)
        } catch (error) {
          const isPartial = error instanceof ToolError && error.code === 'REJECTION_PARTIAL'
          if (isPartial) rejected.push(imageId)
          const { message } = error as Error
          emit({ type: 'notice', text: isPartial ? message : `${imageId} is not rejected: ${message}` })
        }
      }
    },
  }
}
