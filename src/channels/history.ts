import { tagKeys } from '../images/tags.ts'
import { type AmiRecord, amiRecords } from '../state/ami-record.ts'
import { readDocument } from '../state/document.ts'
import type { ChannelMove } from '../state/image-channels.ts'
import type { ChannelsContext } from './context.ts'
import { readChannels } from './move.ts'

/** Something that happened to an AMI of the image. */
export interface HistoryEntry {
  /** ISO 8601. */
  readonly at: string
  readonly what: 'baked' | 'verified' | 'failed' | 'promoted' | 'rolledBack' | 'rejected'
  readonly imageId: string
  /** Of a promotion or a rollback. */
  readonly channel: string | null
  /** The AMI that the channel held before. */
  readonly from: string | null
  /** Null: unknown. */
  readonly by: string | null
  readonly reason: string | null
  /** Of a promotion or a rollback: the verdict at that time; null: not verified. */
  readonly verdict: 'verified' | 'failed' | null
  /** Only a move of a channel can be incomplete: it was interrupted. */
  readonly isComplete: boolean
}

/** What happened to the AMIs of an image, the newest first; those of deleted AMIs only if a channel held them. */
export async function historyOf(image: string, context: ChannelsContext): Promise<HistoryEntry[]> {
  const { project, ec2, store } = context
  const [channels, own] = await Promise.all([
    readChannels(image, context),
    ec2.ownImages({ [tagKeys.image]: image, [tagKeys.project]: project }),
  ])
  const moves = channels?.moves ?? []
  const ids = new Set([
    ...own.map(({ imageId }) => imageId),
    ...moves.flatMap(({ from, to }) => (from === null ? [to] : [from, to])),
  ])
  const records = await Promise.all(
    [...ids].map(async imageId => (await readDocument(amiRecords, imageId, store))?.content),
  )
  return [
    ...moves.map(ofMove),
    ...records.flatMap(record => (record === undefined ? [] : ofRecord(record))),
  ].sort((one, other) => other.at.localeCompare(one.at))
}

const none = { channel: null, from: null, verdict: null, isComplete: true }

function ofMove({ at, kind, channel, from, to, by, reason, verdict, isComplete }: ChannelMove): HistoryEntry {
  const what = kind === 'promote' ? 'promoted' : 'rolledBack'
  return { at, what, imageId: to, channel, from, by, reason, verdict, isComplete }
}

function ofRecord({ imageId, bakedAt, verdict, rejected }: AmiRecord): HistoryEntry[] {
  return [
    { ...none, at: bakedAt, what: 'baked', imageId, by: null, reason: null },
    ...(verdict === null
      ? []
      : [
          { ...none, at: verdict.at, what: verdict.outcome, imageId, by: verdict.by, reason: verdict.reason },
        ]),
    ...(rejected === null
      ? []
      : [
          {
            ...none,
            at: rejected.at,
            what: 'rejected' as const,
            imageId,
            by: rejected.by,
            reason: rejected.reason,
          },
        ]),
  ]
}
