import type { Image } from '../aws/image.ts'
import { ownCommand } from '../errors/own-command.ts'
import { ToolError } from '../errors/tool-error.ts'
import { amiRecords } from '../state/ami-record.ts'
import { readDocument } from '../state/document.ts'
import type { ChannelMove } from '../state/image-channels.ts'
import { readChannel } from '../state/pointers.ts'
import { isNotOurs, usableAmi } from './ami.ts'
import type { ChannelsContext } from './context.ts'
import { readChannels } from './move.ts'
import { channelNames, interruptedMove, lastMove, wasHeld } from './moves.ts'
import { unknownChannel } from './rollback-channel.ts'

type Verdict = 'verified' | 'failed' | null

/**
 * The AMI of a channel, if a deploy may use it: a completed promotion or rollback moved the channel to it.
 *
 * @throws ToolError CHANNEL_UNKNOWN, AMI_NOT_FOUND, AMI_OTHER_PROJECT, AMI_REJECTED, AMI_NOT_GOOD, AMI_NOT_VERIFIED,
 *   POINTER_INVALID
 */
export async function channelAmi(
  image: string,
  channel: string,
  context: ChannelsContext,
): Promise<{ readonly found: Image; readonly verdict: Verdict }> {
  const [pointer, channels] = await Promise.all([
    readChannel({ project: context.project, image, channel }, context),
    readChannels(image, context),
  ])
  if (pointer === undefined) {
    const last = lastMove(channels, channel)
    throw last === undefined ? unknownChannel(image, channel, channelNames(channels)) : deleted(image, last)
  }
  const { imageId } = pointer
  const { found, record } = await usableAmi(imageId, image, context).catch(error => {
    throw isNotOurs(error) ? inChannel(error, image, channel) : error
  })
  if (!wasHeld(channels, channel, imageId)) {
    const isPartial = interruptedMove(channels, channel)?.to === imageId
    throw isPartial ? partial(imageId, image, channel) : notPromoted(imageId, image, channel)
  }
  return { found, verdict: record.verdict?.outcome ?? null }
}

/** What the record of any AMI says; nothing without one. */
export async function recorded(
  imageId: string,
  { store }: Pick<ChannelsContext, 'store'>,
): Promise<{ readonly verdict: Verdict; readonly rejected: { readonly reason: string | null } | null }> {
  const record = (await readDocument(amiRecords, imageId, store))?.content
  return { verdict: record?.verdict?.outcome ?? null, rejected: record?.rejected ?? null }
}

function deleted(image: string, { channel, to }: ChannelMove): ToolError {
  return new ToolError('CHANNEL_UNKNOWN', `the SSM parameter of the channel ${channel} was deleted`, {
    why: `The last move of the channel of the image "${image}" was to ${to}.`,
    hint: `Restore it with "${ownCommand('rollback', image, '--channel', channel)}", or promote an AMI to it.`,
  })
}

function partial(imageId: string, image: string, channel: string): ToolError {
  return new ToolError(
    'AMI_NOT_VERIFIED',
    `the move of the channel ${channel} to ${imageId} was interrupted`,
    {
      why: 'A deploy uses an AMI of a channel when its promotion or rollback is complete.',
      hint: `Complete it: ${ownCommand('promote', imageId, '--to', channel)}. To move the channel back: ${ownCommand('rollback', image, '--channel', channel)}`,
    },
  )
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
  return new ToolError(
    'AMI_NOT_VERIFIED',
    `the channel ${channel} holds ${imageId}, which was not promoted to it`,
    {
      why: 'It was not promoted by packer-ecs: another tool or user wrote the SSM parameter.',
      hint: `Promote an AMI to the channel with "${ownCommand('promote', image, '--to', channel)}", or deploy this one with --ami ${imageId}.`,
    },
  )
}
