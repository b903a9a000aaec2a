import type { Image } from '../aws/image.ts'
import { ownCommand } from '../errors/own-command.ts'
import { ToolError } from '../errors/tool-error.ts'
import { type ChannelPointer, readChannel } from '../state/pointers.ts'
import { whileLocked } from '../state/while-locked.ts'
import { type KnownAmi, objectionTo, withRecord } from './ami.ts'
import type { ChannelsContext } from './context.ts'
import { moveTo, readChannels } from './move.ts'
import { channelNames, earlierAmis, interruptedMove } from './moves.ts'
import { reject } from './reject.ts'

export interface RollbackRequest {
  readonly image: string
  readonly channel: string
  readonly reason: string | null
  /** Whether the AMI that the channel leaves is rejected. */
  readonly rejects: boolean
}

export interface ChannelRollback extends RollbackRequest {
  readonly to: KnownAmi
  readonly pointer: ChannelPointer
  /** The AMI that the channel leaves; undefined if it was deleted. */
  readonly left: Image | undefined
  /** Sentences about earlier AMIs that cannot be used. */
  readonly passedOver: readonly string[]
}

/**
 * Finds what a channel held before, without changing anything. An interrupted rollback is resumed.
 *
 * @throws ToolError CHANNEL_UNKNOWN, ROLLBACK_NOTHING, POINTER_INVALID, STATE_DOCUMENT_INVALID
 */
export async function planChannelRollback(
  request: RollbackRequest,
  context: ChannelsContext,
): Promise<ChannelRollback> {
  const { image, channel } = request
  const { project, ec2 } = context
  const [pointer, channels] = await Promise.all([
    readChannel({ project, image, channel }, context),
    readChannels(image, context),
  ])
  if (pointer === undefined) throw unknownChannel(image, channel, channelNames(channels))
  const interrupted = interruptedMove(channels, channel)
  const resumed = interrupted?.kind === 'rollback' ? interrupted : undefined
  const leftId = resumed?.from ?? pointer.imageId
  const candidates = resumed === undefined ? earlierAmis(channels, channel, pointer.imageId) : [resumed.to]
  const passedOver: string[] = []
  for (const imageId of candidates) {
    const found = await ec2.image(imageId)
    const known = found && (await withRecord(found, context))
    const objection = known && objectionTo(known)
    if (known !== undefined && objection === undefined) {
      const left = await ec2.image(leftId)
      return { ...request, to: known, pointer: { ...pointer, imageId: leftId }, left, passedOver }
    }
    passedOver.push(
      `${imageId}, which ${channel} held before, is passed over: ${objection?.message ?? 'it was deleted'}.`,
    )
  }
  throw new ToolError('ROLLBACK_NOTHING', `the channel ${channel} has no earlier AMI that can be used`, {
    why: passedOver.join(' ') || 'It has held only one AMI.',
    hint: `Promote another AMI: ${ownCommand('promote', 'AMI', '--to', channel)}`,
  })
}

/**
 * Moves the channel back, and rejects the AMI that it leaves.
 *
 * @throws ToolError STATE_LOCKED, STATE_LOCK_LOST, and those of `moveTo`
 */
export function rollBackChannel(
  { image, channel, to, pointer, left, reason, rejects }: ChannelRollback,
  context: ChannelsContext,
): Promise<ChannelPointer> {
  return whileLocked(`${context.project}.${image}`, context.owner, context, locked =>
    moveTo(
      { image, channel, kind: 'rollback', from: pointer.imageId, to, reason },
      locked,
      context,
      async () => {
        if (!rejects || left === undefined) return
        const because = reason ?? `rolled back from in the channel ${channel}`
        await reject(await withRecord(left, context), because, context)
      },
    ),
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
