import type { Image } from '../aws/image.ts'
import { ownCommand } from '../errors/own-command.ts'
import { ToolError } from '../errors/tool-error.ts'
import { type ChannelPointer, type Pointer, readPointer } from '../state/pointers.ts'
import { whileLocked } from '../state/while-locked.ts'
import { amiToReject, isNotOurs, type KnownAmi, usableAmi } from './ami.ts'
import type { ChannelsContext } from './context.ts'
import { moveTo, readChannels } from './move.ts'
import { channelNames, earlierAmis, interruptedMove, lastMove, settled, wasHeld } from './moves.ts'

export interface RollbackRequest {
  readonly image: string
  readonly channel: string
  readonly reason: string | null
  /** Whether the AMI that the channel leaves is rejected. */
  readonly rejects: boolean
}

export interface ChannelRollback extends RollbackRequest {
  readonly to: KnownAmi
  /** What the SSM parameter holds; null: it was deleted. */
  readonly pointer: Pointer | null
  /** The AMI that the channel leaves; null if it held none, or only an interrupted promotion is canceled. */
  readonly left: { readonly imageId: string; readonly found: Image | undefined } | null
  /** Sentences about what the user may not expect. */
  readonly notices: readonly string[]
}

/**
 * Finds what a channel held before, without changing anything. An interrupted rollback is resumed. An interrupted
 * promotion that never took effect is canceled. A parameter that was deleted gets the AMI that it held last.
 *
 * @throws ToolError CHANNEL_UNKNOWN, ROLLBACK_NOTHING, STATE_DOCUMENT_INVALID
 */
export async function planChannelRollback(
  request: RollbackRequest,
  context: ChannelsContext,
): Promise<ChannelRollback> {
  const { image, channel } = request
  const { project } = context
  const [pointer = null, stored] = await Promise.all([
    readPointer({ project, image, channel }, context),
    readChannels(image, context),
  ])
  if (pointer === null && lastMove(stored, channel) === undefined)
    throw unknownChannel(image, channel, channelNames(stored))
  const shown = pointer?.imageId ?? null
  const channels = settled(stored, channel, shown)
  const interrupted = interruptedMove(stored, channel)
  const isShown = interrupted !== undefined && [interrupted.from, interrupted.to].includes(shown)
  const resumed = interrupted?.kind === 'rollback' && isShown ? interrupted : undefined
  const canceled = interrupted?.kind === 'promote' && interrupted.to !== shown ? interrupted : undefined
  const stays = canceled !== undefined && shown !== null && wasHeld(channels, channel, shown)

  const candidates = [
    ...(resumed === undefined ? [] : [resumed.to]),
    ...(stays ? [shown] : []),
    ...earlierAmis(channels, channel, shown),
  ]
  const passedOver: string[] = []
  for (const imageId of new Set(candidates)) {
    const to = await usableAmi(imageId, image, context).catch(problem)
    if (to instanceof ToolError) {
      passedOver.push(`${imageId}, which ${channel} held before, is passed over: ${to.message}.`)
      continue
    }
    const isResumed = imageId === resumed?.to
    const leftId = isResumed ? resumed.from : imageId === shown ? null : shown
    const terms = isResumed ? { rejects: resumed.rejects, reason: resumed.reason } : {}
    const planned = { ...request, ...terms, to, pointer }
    const notices = [
      ...passedOver,
      ...(isResumed ? ['An interrupted rollback is completed.'] : []),
      ...(canceled === undefined
        ? []
        : [`The interrupted promotion of ${canceled.to} never took effect; it is canceled.`]),
    ]
    return { ...planned, ...(await leaving(leftId, planned, context, notices)) }
  }
  throw new ToolError('ROLLBACK_NOTHING', `the channel ${channel} has no earlier AMI that can be used`, {
    why: passedOver.join(' ') || 'It has held only one AMI.',
    hint: `Promote another AMI: ${ownCommand('promote', 'AMI', '--to', channel)}`,
  })
}

/** What happens to the AMI that the channel leaves. One that cannot be rejected does not prevent the rollback. */
async function leaving(
  imageId: string | null,
  { rejects, image }: RollbackRequest,
  context: ChannelsContext,
  notices: readonly string[],
): Promise<Pick<ChannelRollback, 'left' | 'rejects' | 'notices'>> {
  if (imageId === null) return { left: null, rejects: false, notices }
  const known = await amiToReject(imageId, context).catch(problem)
  if (known instanceof ToolError || known.record.image !== image) {
    const why = known instanceof ToolError ? known.message : `it is of the image "${known.record.image}"`
    const found = await context.ec2.image(imageId)
    const notice = `${imageId} is not rejected: ${why}.`
    return { left: { imageId, found }, rejects: false, notices: rejects ? [...notices, notice] : notices }
  }
  const { found } = known
  const untagged = `${imageId} is not visible, so only its record is marked as rejected.`
  const isUntagged = rejects && found === undefined
  return { left: { imageId, found }, rejects, notices: isUntagged ? [...notices, untagged] : notices }
}

function problem(error: unknown): ToolError {
  if (isNotOurs(error)) return error
  throw error
}

/**
 * Moves the channel back, and rejects the AMI that it leaves.
 *
 * @throws ToolError STATE_LOCKED, STATE_LOCK_LOST, and those of `moveTo`
 */
export function rollBackChannel(
  { image, channel, to, pointer, reason, rejects }: ChannelRollback,
  context: ChannelsContext,
): Promise<ChannelPointer> {
  return whileLocked(`${context.project}.${image}`, context.owner, context, locked =>
    moveTo({ image, channel, kind: 'rollback', pointer, to, reason, rejects }, locked, context),
  )
}

export function unknownChannel(image: string, channel: string, names: readonly string[]): ToolError {
  return new ToolError('CHANNEL_UNKNOWN', `the image "${image}" has no channel "${channel}"`, {
    hint:
      names.length === 0
        ? `It has no channels yet. Promote an AMI: ${ownCommand('promote', image, '--to', channel)}`
        : `Its channels: ${names.join(', ')}. To create one, promote an AMI: ${ownCommand('promote', image, '--to', channel)}`,
  })
}
