import { ToolError } from '../errors/tool-error.ts'
import { type AmiRecord, amiRecords } from '../state/ami-record.ts'
import { changeDocument, readDocument } from '../state/document.ts'
import { type ChannelMove, type ImageChannels, imageChannels } from '../state/image-channels.ts'
import { type ChannelPointer, moveChannel, readChannel } from '../state/pointers.ts'
import type { Locked } from '../state/while-locked.ts'
import { type KnownAmi, objectionTo, withRecord } from './ami.ts'
import type { ChannelsContext } from './context.ts'
import { interruptedMove, withCompleted, withMove } from './moves.ts'

export interface Move {
  readonly image: string
  readonly channel: string
  readonly kind: ChannelMove['kind']
  /** What the user saw in the plan; null: the channel did not exist. */
  readonly from: string | null
  readonly to: KnownAmi
  readonly reason: string | null
}

/**
 * Moves a channel. Every step can be repeated: the move is written first, so an interrupted one is resumed by the same
 * command. `finish` runs before the move is completed.
 *
 * @param locked the lock of the image
 * @throws ToolError CHANNEL_MOVED, AMI_REJECTED, AMI_NOT_GOOD, POINTER_NOT_WRITTEN
 */
export async function moveTo(
  move: Move,
  locked: Locked,
  context: ChannelsContext,
  finish: () => Promise<void> = async () => undefined,
): Promise<ChannelPointer> {
  const { project, owner, clock, ec2 } = context
  const { image, channel, to } = move
  const { imageId } = to.found
  const at = { project, image, channel }
  const shown = await readChannel(at, context)
  if (shown !== undefined && shown.imageId !== move.from && shown.imageId !== imageId)
    throw moved(channel, move, shown)
  // It may have been rejected since the plan was made.
  const objection = objectionTo(await withRecord(to.found, context))
  if (objection !== undefined) throw objection

  const planned: ChannelMove = {
    channel,
    kind: move.kind,
    from: move.from,
    to: imageId,
    at: clock.now().toISOString(),
    by: owner.user,
    reason: move.reason,
    verdict: to.record.verdict?.outcome ?? null,
    isComplete: false,
  }
  const written = await changeDocument(
    imageChannels,
    `${project}.${image}`,
    before =>
      interruptedMove(before, channel)?.to === imageId
        ? undefined
        : withMove(before, { project, image }, planned, shown?.imageId),
    context,
  )
  const pending = interruptedMove(written, channel) ?? planned
  await locked.ensureHeld()
  await ec2.protectImage(imageId)
  await locked.ensureHeld()
  const pointer = await moveChannel(at, imageId, context)
  await changeDocument(amiRecords, imageId, before => promoted(before ?? to.record, pending), context)
  await finish()
  await changeDocument(
    imageChannels,
    `${project}.${image}`,
    before => before && withCompleted(before, pending),
    context,
  )
  return pointer
}

/** Undefined if no AMI was promoted to a channel of the image. */
export async function readChannels(
  image: string,
  { project, store }: Pick<ChannelsContext, 'project' | 'store'>,
): Promise<ImageChannels | undefined> {
  return (await readDocument(imageChannels, `${project}.${image}`, store))?.content
}

const mostPromotions = 200

function promoted(before: AmiRecord, { at, by, reason, channel }: ChannelMove): AmiRecord | undefined {
  if (before.promotions.some(earlier => earlier.at === at && earlier.channel === channel)) return undefined
  return { ...before, promotions: [...before.promotions, { at, by, reason, channel }].slice(-mostPromotions) }
}

function moved(channel: string, { from }: Move, shown: ChannelPointer): ToolError {
  return new ToolError(
    'CHANNEL_MOVED',
    `the channel ${channel} was moved to ${shown.imageId} in the meantime`,
    {
      why: `The plan began with ${from ?? 'no AMI'}. Nothing was changed.`,
      hint: 'Run the command again to see the new plan.',
    },
  )
}
