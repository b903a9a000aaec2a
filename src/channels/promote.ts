import type { Image } from '../aws/image.ts'
import { ownCommand } from '../errors/own-command.ts'
import { ToolError } from '../errors/tool-error.ts'
import { type ChannelPointer, type Pointer, readPointer } from '../state/pointers.ts'
import { whileLocked } from '../state/while-locked.ts'
import { assertGenuine, findAmi, type KnownAmi, objectionTo } from './ami.ts'
import type { ChannelsContext } from './context.ts'
import { assertNotFrozen } from './freeze.ts'
import { moveTo, readChannels } from './move.ts'
import { interruptedMove, lastMove } from './moves.ts'

export interface PromoteRequest {
  /** An AMI id, or the name of an image: its newest good AMI. */
  readonly named: string
  readonly channel: string
  readonly reason: string | null
  /** Also an AMI that is not verified. */
  readonly force: boolean
}

/** What a promotion would change. */
export interface Promotion {
  readonly image: string
  readonly channel: string
  readonly to: KnownAmi
  /** What the SSM parameter holds; null: it does not exist. */
  readonly pointer: Pointer | null
  /** The AMI of the channel; undefined if there is none, or it was deleted. */
  readonly previous: Image | undefined
  readonly reason: string | null
  /** An earlier promotion of the same AMI was interrupted. */
  readonly isResumed: boolean
  /** The channel holds the AMI, and nothing is left to do. */
  readonly isDone: boolean
}

/**
 * Checks a promotion without changing anything.
 *
 * @param known the AMI, if it was found and checked in another account or region
 *
 * @throws ToolError REASON_MISSING, PROJECT_FROZEN, AMI_NOT_FOUND, AMI_OTHER_PROJECT, AMI_REJECTED, AMI_NOT_GOOD,
 *   AMI_NOT_VERIFIED, NO_AMI
 */
export async function planPromotion(
  request: PromoteRequest,
  context: ChannelsContext,
  known?: KnownAmi,
): Promise<Promotion> {
  const { named, channel, reason, force } = request
  if (force && reason === null) throw noReason()
  await assertNotFrozen(context)
  const to = known ?? (await findAmi(named, context))
  const { image } = to.record
  const objection = objectionTo(to)
  if (objection !== undefined) throw objection
  if (known === undefined) await assertGenuine(to, context)
  if (to.record.verdict === null && !force) throw notVerified(to, channel)
  const [pointer = null, channels] = await Promise.all([
    readPointer({ project: context.project, image, channel }, context),
    readChannels(image, context),
  ])
  const { imageId } = to.found
  const interrupted = interruptedMove(channels, channel)
  const isResumed = interrupted?.kind === 'promote' && interrupted.to === imageId
  const before = pointer?.imageId ?? null
  const previous = before === null || before === imageId ? undefined : await context.ec2.image(before)
  const last = lastMove(channels, channel)
  const isDone = before === imageId && last?.to === imageId && last.isComplete
  return { image, channel, to, pointer, previous, reason, isResumed, isDone }
}

/** @throws ToolError STATE_LOCKED, STATE_LOCK_LOST, PROJECT_FROZEN, and those of `moveTo` */
export function promote(promotion: Promotion, context: ChannelsContext): Promise<ChannelPointer> {
  const { image, channel, to, pointer, reason } = promotion
  return whileLocked(`${context.project}.${image}`, context.owner, context, async locked => {
    await assertNotFrozen(context)
    return moveTo({ image, channel, kind: 'promote', pointer, to, reason, rejects: false }, locked, context)
  })
}

function noReason(): ToolError {
  return new ToolError('REASON_MISSING', 'cannot use --force without --reason', {
    why: 'The reason is stored in the history of the image.',
    hint: 'Pass --reason "…".',
    exitStatus: 2,
  })
}

function notVerified({ found: { imageId }, record: { image } }: KnownAmi, channel: string): ToolError {
  return new ToolError('AMI_NOT_VERIFIED', `${imageId} of the image "${image}" is not verified`, {
    why: 'Only an AMI that passed its verification is promoted.',
    hint: `Verify it, then promote it again. To promote it without: ${ownCommand('promote', imageId, '--to', channel, '--force', '--reason', 'WHY')}`,
  })
}
