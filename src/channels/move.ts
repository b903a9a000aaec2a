import { ownCommand } from '../errors/own-command.ts'
import { ToolError } from '../errors/tool-error.ts'
import { type AmiRecord, amiRecords } from '../state/ami-record.ts'
import { changeDocument, readDocument } from '../state/document.ts'
import { type ChannelMove, type ImageChannels, imageChannels } from '../state/image-channels.ts'
import { type ChannelPointer, moveChannel, type Pointer, readPointer } from '../state/pointers.ts'
import type { Locked } from '../state/while-locked.ts'
import { amiToReject, isNotOurs, type KnownAmi, objectionTo, usableAmi } from './ami.ts'
import type { ChannelsContext } from './context.ts'
import { markRejected } from './mark-rejected.ts'
import { interruptedMove, isSame, lastMove, withCompleted, withMove } from './moves.ts'

export interface Move {
  readonly image: string
  readonly channel: string
  readonly kind: ChannelMove['kind']
  /** What the user saw in the plan; null: the channel did not exist. */
  readonly pointer: Pointer | null
  readonly to: KnownAmi
  readonly reason: string | null
  /** Whether the AMI that the channel leaves is rejected. */
  readonly rejects: boolean
}

/**
 * Moves a channel. The move is written first and completed last, and every step between can be repeated. An interrupted
 * move of the same kind to the same AMI is resumed. Another one is finished before if the channel holds its AMI, and
 * dropped if not.
 *
 * @param locked the lock of the image
 * @throws ToolError CHANNEL_MOVED, AMI_NOT_FOUND, AMI_OTHER_PROJECT, AMI_REJECTED, AMI_NOT_GOOD, POINTER_NOT_WRITTEN,
 *   REJECTION_PARTIAL
 */
export async function moveTo(move: Move, locked: Locked, context: ChannelsContext): Promise<ChannelPointer> {
  const { project, owner, clock, ec2 } = context
  const { image, channel, kind, reason, rejects } = move
  const { imageId } = move.to.found
  const at = { project, image, channel }
  const [shown, channels] = await Promise.all([readPointer(at, context), readChannels(image, context)])
  if (shown?.value !== move.pointer?.value && shown?.imageId !== imageId) throw moved(move, shown)
  // It may have been rejected or deregistered since the plan was made.
  const { found, record } = await usableAmi(imageId, image, context)

  const interrupted = interruptedMove(channels, channel)
  const isResumed = interrupted?.kind === kind && interrupted.to === imageId
  const takesEffect = interrupted !== undefined && interrupted.to === shown?.imageId
  if (takesEffect && !isResumed) await complete(interrupted, image, locked, context)
  const pending: ChannelMove = isResumed
    ? interrupted
    : {
        channel,
        kind,
        from: move.pointer?.imageId ?? null,
        to: imageId,
        at: clock.now().toISOString(),
        by: owner.user,
        reason,
        verdict: record.verdict?.outcome ?? null,
        isComplete: false,
        rejects,
      }
  const expected = lastMove(channels, channel)
  await locked.ensureHeld()
  if (!isResumed)
    await changeChannels(image, context, before => {
      if (!isSame(lastMove(before, channel), expected)) throw moved(move, shown)
      return withMove(before, { project, image }, pending)
    })
  await locked.ensureHeld()
  await ec2.protectImage(imageId)
  await locked.ensureHeld()
  const isLate = interrupted !== undefined && !isResumed && !takesEffect
  const pointer = await moveChannel(at, imageId, context, isLate)
  const after = await complete(pending, image, locked, context, record)
  const objection = objectionTo({ found, record: after ?? record })
  if (objection !== undefined) throw movedAnyway(move, objection)
  return pointer
}

/** Undefined if no AMI was promoted to a channel of the image. */
export async function readChannels(
  image: string,
  { project, store }: Pick<ChannelsContext, 'project' | 'store'>,
): Promise<ImageChannels | undefined> {
  return (await readDocument(imageChannels, `${project}.${image}`, store))?.content
}

/**
 * What follows after the channel holds the AMI. A tag that is missing is reported when the move is complete.
 *
 * @param known the record of the AMI if none is stored
 */
async function complete(
  move: ChannelMove,
  image: string,
  locked: Locked,
  context: ChannelsContext,
  known?: AmiRecord,
): Promise<AmiRecord | undefined> {
  await locked.ensureHeld()
  const record = await changeDocument(
    amiRecords,
    move.to,
    (before = known) => before && promoted(before, move),
    context,
  )
  const problem = move.rejects && move.from !== null ? await rejectLeft(move.from, move, context) : undefined
  await changeChannels(image, context, before => {
    const after = withCompleted(before, move)
    if (after === undefined) throw replaced(move)
    return after
  })
  if (problem !== undefined) throw problem
  return record
}

/** @returns the problem if only the tag could not be set. Nothing is rejected that no record or tag assigns to the project. */
async function rejectLeft(
  imageId: string,
  { channel, reason }: ChannelMove,
  context: ChannelsContext,
): Promise<ToolError | undefined> {
  try {
    const left = await amiToReject(imageId, context)
    await markRejected(left, reason ?? `rolled back from in the channel ${channel}`, context)
  } catch (error) {
    if (isNotOurs(error)) return undefined
    if (error instanceof ToolError && error.code === 'REJECTION_PARTIAL') return error
    throw error
  }
  return undefined
}

function changeChannels(
  image: string,
  context: ChannelsContext,
  change: (before: ImageChannels | undefined) => ImageChannels,
): Promise<ImageChannels | undefined> {
  return changeDocument(imageChannels, `${context.project}.${image}`, change, context)
}

const mostPromotions = 200

function promoted(before: AmiRecord, { at, by, reason, channel }: ChannelMove): AmiRecord | undefined {
  if (before.promotions.some(earlier => earlier.at === at && earlier.channel === channel)) return undefined
  return { ...before, promotions: [...before.promotions, { at, by, reason, channel }].slice(-mostPromotions) }
}

function moved({ channel, pointer }: Move, shown: Pointer | undefined): ToolError {
  const now = shown === undefined ? 'deleted' : `moved to ${shown.imageId ?? 'something else'}`
  return new ToolError('CHANNEL_MOVED', `the channel ${channel} was ${now} in the meantime`, {
    why: `The plan began with ${pointer?.imageId ?? 'no AMI'}. Nothing was changed.`,
    hint: 'Run the command again to see the new plan.',
  })
}

function replaced({ channel, to }: ChannelMove): ToolError {
  return new ToolError('CHANNEL_MOVED', `another command moved the channel ${channel} at the same time`, {
    why: `The move to ${to} is no longer among the moves of the channel, so it is not complete.`,
    hint: `"${ownCommand('channels')}" shows what the channel holds.`,
  })
}

function movedAnyway({ channel, image }: Move, { code, message, why }: ToolError): ToolError {
  return new ToolError(code, `the channel ${channel} holds an AMI that cannot be used: ${message}`, {
    why,
    hint: `It changed while the channel was moved. Move the channel back: ${ownCommand('rollback', image, '--channel', channel)}`,
  })
}
