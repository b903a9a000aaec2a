import { tagKeys } from '../images/tags.ts'
import { type AmiRecord, amiRecords } from '../state/ami-record.ts'
import { changeDocument } from '../state/document.ts'
import { readChannel } from '../state/pointers.ts'
import type { KnownAmi } from './ami.ts'
import type { ChannelsContext } from './context.ts'
import { readChannels } from './move.ts'
import { channelNames } from './moves.ts'

/**
 * Rejects an AMI: it is never good again. The record decides; the tag lets commands that do not read the state know.
 * A second rejection keeps the first reason, and sets the tag if it is missing.
 */
export async function reject(
  { found, record }: KnownAmi,
  reason: string | null,
  context: ChannelsContext,
): Promise<AmiRecord> {
  const { clock, owner, ec2 } = context
  const { imageId } = found
  const rejected = { at: clock.now().toISOString(), by: owner.user, reason }
  const after =
    (await changeDocument(
      amiRecords,
      imageId,
      before => (before?.rejected ? undefined : { ...(before ?? record), rejected }),
      context,
    )) ?? record
  const at = after.rejected?.at ?? rejected.at
  if (found.tags[tagKeys.rejected] !== at) await ec2.tag([imageId], { [tagKeys.rejected]: at })
  return after
}

/** The channels that hold an AMI. */
export async function channelsOf({ found, record }: KnownAmi, context: ChannelsContext): Promise<string[]> {
  const { project } = context
  const { image } = record
  const names = channelNames(await readChannels(image, context))
  const pointers = await Promise.all(
    names.map(channel => readChannel({ project, image, channel }, context).catch(() => undefined)),
  )
  return names.filter((_, index) => pointers[index]?.imageId === found.imageId)
}
