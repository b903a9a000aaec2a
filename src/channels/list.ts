import type { Project } from '../config/settings.ts'
import { amiRecords } from '../state/ami-record.ts'
import { readDocument } from '../state/document.ts'
import { readPointer } from '../state/pointers.ts'
import type { ChannelsContext } from './context.ts'
import { readChannels } from './move.ts'
import { channelNames, interruptedMove, lastMove } from './moves.ts'

export interface ListedChannel {
  /** Null if the SSM parameter does not exist or does not hold an AMI id. */
  readonly imageId: string | null
  /** Of the SSM parameter; null if it does not exist. */
  readonly version: number | null
  /** Null: not verified. */
  readonly verdict: 'verified' | 'failed' | null
  readonly isRejected: boolean
  /** An AMI whose promotion or rollback was interrupted; null if there is none. */
  readonly interrupted: string | null
  /** Stacks of the configuration that receive the AMI; with `/ENVIRONMENT` if only some of their environments do. */
  readonly stacks: readonly string[]
}

export interface ListedImageChannels {
  readonly image: string
  readonly channels: Readonly<Record<string, ListedChannel>>
}

/** @throws ToolError STATE_DOCUMENT_INVALID */
export async function listChannels(
  { images, stacks }: Pick<Project, 'images' | 'stacks'>,
  context: ChannelsContext,
): Promise<ListedImageChannels[]> {
  return Promise.all(
    Object.keys(images).map(async image => {
      const known = await readChannels(image, context)
      const named = Object.values(stacks).flatMap(({ amis, channels }) =>
        Object.values(amis).includes(image) ? Object.values(channels) : [],
      )
      const names = [...new Set([...channelNames(known), ...named])].sort()
      const listed = await Promise.all(
        names.map(async (channel): Promise<[string, ListedChannel] | undefined> => {
          const pointer = await readPointer({ project: context.project, image, channel }, context)
          // A channel of the configuration to which nothing was promoted is not listed.
          if (pointer === undefined && lastMove(known, channel) === undefined) return undefined
          const imageId = pointer?.imageId ?? null
          const record = imageId === null ? undefined : await readDocument(amiRecords, imageId, context.store)
          return [
            channel,
            {
              imageId,
              version: pointer?.version ?? null,
              verdict: record?.content.verdict?.outcome ?? null,
              isRejected: (record?.content.rejected ?? null) !== null,
              interrupted: interruptedMove(known, channel)?.to ?? null,
              stacks: receivers(stacks, image, channel),
            },
          ]
        }),
      )
      return { image, channels: Object.fromEntries(listed.filter(entry => entry !== undefined)) }
    }),
  )
}

function receivers(stacks: Project['stacks'], image: string, channel: string): string[] {
  return Object.entries(stacks).flatMap(([name, { amis, channels }]) => {
    if (!Object.values(amis).includes(image)) return []
    return Object.entries(channels)
      .filter(([, used]) => used === channel)
      .map(([environment]) => (environment === '*' ? name : `${name}/${environment}`))
  })
}
