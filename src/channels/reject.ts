import type { AmiRecord } from '../state/ami-record.ts'
import { readPointer } from '../state/pointers.ts'
import { whileLocked } from '../state/while-locked.ts'
import type { RecordedAmi } from './ami.ts'
import type { ChannelsContext } from './context.ts'
import { markRejected } from './mark-rejected.ts'
import { readChannels } from './move.ts'
import { channelNames } from './moves.ts'

export interface Rejection {
  readonly record: AmiRecord
  /** The channels that hold the AMI. */
  readonly channels: readonly string[]
}

/**
 * Rejects an AMI: it is never good again. The lock of the image keeps it out of a promotion at the same time.
 *
 * @throws ToolError STATE_LOCKED, STATE_LOCK_LOST, REJECTION_PARTIAL
 */
export function reject(
  ami: RecordedAmi,
  reason: string | null,
  context: ChannelsContext,
): Promise<Rejection> {
  return whileLocked(`${context.project}.${ami.record.image}`, context.owner, context, async locked => {
    const channels = await channelsOf(ami.record, context)
    await locked.ensureHeld()
    return { record: await markRejected(ami, reason, context), channels }
  })
}

/** The channels that hold an AMI. */
async function channelsOf({ image, imageId }: AmiRecord, context: ChannelsContext): Promise<string[]> {
  const { project } = context
  const names = channelNames(await readChannels(image, context))
  const pointers = await Promise.all(names.map(channel => readPointer({ project, image, channel }, context)))
  return names.filter((_, index) => pointers[index]?.imageId === imageId)
}
