import type { Image } from '../aws/image.ts'
import { ownCommand } from '../errors/own-command.ts'
import { ToolError } from '../errors/tool-error.ts'
import { amiRecords } from '../state/ami-record.ts'
import { readDocument } from '../state/document.ts'
import { readChannel } from '../state/pointers.ts'
import { objectionTo, withRecord } from './ami.ts'
import type { ChannelsContext } from './context.ts'
import { readChannels } from './move.ts'
import { channelNames } from './moves.ts'
import { unknownChannel } from './rollback-channel.ts'

type Verdict = 'verified' | 'failed' | null

/**
 * The AMI of a channel, if a deploy may use it: it was verified, or promoted to the channel with a reason.
 *
 * @throws ToolError CHANNEL_UNKNOWN, AMI_NOT_FOUND, AMI_OTHER_PROJECT, AMI_REJECTED, AMI_NOT_GOOD, AMI_NOT_VERIFIED,
 *   POINTER_INVALID
 */
export async function channelAmi(
  image: string,
  channel: string,
  context: ChannelsContext,
): Promise<{ readonly found: Image; readonly verdict: Verdict }> {
  const pointer = await readChannel({ project: context.project, image, channel }, context)
  if (pointer === undefined)
    throw unknownChannel(image, channel, channelNames(await readChannels(image, context)))
  const { imageId } = pointer
  const found = await context.ec2.image(imageId)
  if (found === undefined) throw deleted(imageId, image, channel)
  const known = await withRecord(found, context)
  const objection = objectionTo(known)
  if (objection !== undefined) throw inChannel(objection, image, channel)
  const { verdict, promotions } = known.record
  if (verdict === null && !promotions.some(promotion => promotion.channel === channel))
    throw notPromoted(imageId, image, channel)
  return { found, verdict: verdict?.outcome ?? null }
}

export async function verdictOf(
  imageId: string,
  { store }: Pick<ChannelsContext, 'store'>,
): Promise<Verdict> {
  return (await readDocument(amiRecords, imageId, store))?.content.verdict?.outcome ?? null
}

function deleted(imageId: string, image: string, channel: string): ToolError {
  return new ToolError('AMI_NOT_FOUND', `the channel ${channel} holds ${imageId}, which does not exist`, {
    why: 'It was deleted, or is not shared with this account.',
    hint: wayOut(image, channel),
  })
}

function inChannel({ code, message, why }: ToolError, image: string, channel: string): ToolError {
  return new ToolError(code, `the channel ${channel} holds an AMI that cannot be used: ${message}`, {
    why,
    hint: wayOut(image, channel),
  })
}

function wayOut(image: string, channel: string): string {
  return `Move the channel back with "${ownCommand('rollback', image, '--channel', channel)}", or promote another AMI to it. To deploy another AMI now, pass it with --ami.`
}

function notPromoted(imageId: string, image: string, channel: string): ToolError {
  return new ToolError('AMI_NOT_VERIFIED', `the channel ${channel} holds ${imageId}, which is not verified`, {
    why: 'It was not promoted by packer-ecs: another tool or user wrote the SSM parameter.',
    hint: `Promote an AMI to the channel with "${ownCommand('promote', image, '--to', channel)}", or deploy this one with --ami ${imageId}.`,
  })
}
