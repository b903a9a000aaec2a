import { projectTag, scopeOf } from '../../images/scope.ts'
import { tagKeys } from '../../images/tags.ts'
import { isRunId } from '../../runs/run-id.ts'
import type { FoundAmi } from '../ami/find-amis.ts'
import type { StacksContext } from '../context.ts'
import type { Ending } from './request.ts'

/**
 * Assigns deployed AMIs from before projects to this project, so that no other project deploys them. Asks EC2 again
 * first: another project may have deployed the AMI in the meantime. A refusal is reported, and the deploy succeeds.
 */
export async function adopt(
  { project, amis, accountId }: Pick<Ending, 'project' | 'amis' | 'accountId'>,
  { clients, region, emit }: Pick<StacksContext, 'clients' | 'region' | 'emit'>,
): Promise<void> {
  const candidates = amis.filter(ami => isAdoptable(ami, accountId))
  if (candidates.length === 0) return
  const ec2 = await clients.ec2(region)
  for (const { found } of candidates) {
    const { imageId } = found
    try {
      const now = await ec2.image(imageId)
      if (now === undefined || scopeOf(now.tags, project.name) !== 'before') continue
      await ec2.tag([imageId], projectTag(project.name))
    } catch (error) {
      const text = `cannot assign ${imageId} to this project, so that other projects can still deploy it: ${(error as Error).message}`
      emit({ type: 'notice', text })
    }
  }
}

/** Only an AMI that was baked for the image that the configuration names, in this account. */
function isAdoptable({ image, found: { tags, ownerId } }: FoundAmi, accountId: string): boolean {
  return (
    image !== null &&
    tags[tagKeys.image] === image &&
    tags[tagKeys.project] === undefined &&
    isRunId(tags[tagKeys.run] ?? '') &&
    ownerId === accountId
  )
}
