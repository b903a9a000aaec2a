import type { Ec2 } from '../../aws/ec2.ts'
import { ToolError } from '../../errors/tool-error.ts'
import { flawOf, isGood } from '../../images/good.ts'
import type { FoundAmi, StackChannel } from './find-amis.ts'

/**
 * Checks the AMIs that the user did not name once more, when the plan was agreed to: a channel may have moved since, and
 * an AMI may have been rejected.
 *
 * @throws ToolError CHANNEL_MOVED, AMI_REJECTED, AMI_NOT_GOOD, and those of the channel
 */
export async function recheckAmis(
  amis: readonly FoundAmi[],
  channel: StackChannel | null,
  ec2: () => Promise<Pick<Ec2, 'image'>>,
): Promise<void> {
  for (const { imageId, image, found } of amis) {
    if (imageId !== null) continue
    if (channel !== null) {
      const now = await channel.ami(image ?? '')
      if (now.found.imageId !== found.imageId) throw moved(channel, now.found.imageId)
      continue
    }
    const now = await (await ec2()).image(found.imageId)
    if (now === undefined || !isGood(now)) throw notGood(found.imageId, now && flawOf(now))
  }
}

function moved({ channel }: StackChannel, imageId: string): ToolError {
  return new ToolError('CHANNEL_MOVED', `the channel ${channel} was moved to ${imageId} in the meantime`, {
    why: 'The plan that you confirmed has another AMI. Nothing was changed.',
    hint: 'Run the command again to see the new plan.',
  })
}

function notGood(imageId: string, flaw: ReturnType<typeof flawOf>): ToolError {
  const what = flaw === 'rejected' ? 'was rejected' : 'is no longer a good AMI'
  return new ToolError(
    flaw === 'rejected' ? 'AMI_REJECTED' : 'AMI_NOT_GOOD',
    `${imageId} ${what} while the plan was shown`,
    { why: 'Nothing was changed.', hint: 'Run the command again to see the new plan.' },
  )
}
