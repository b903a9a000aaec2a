import type { Project } from '../config/settings.ts'
import { amiRecords } from '../state/ami-record.ts'
import { readDocument } from '../state/document.ts'
import { readChannel } from '../state/pointers.ts'
import type { ChannelsContext } from './context.ts'
import { readChannels } from './move.ts'
import { channelNames, interruptedMove } from './moves.ts'

export interface ListedChannel {
  readonly imageId: string
  /** Of the SSM parameter. */
  readonly version: number
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

/** @throws ToolError POINTER_INVALID, STATE_DOCUMENT_INVALID */
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
          const pointer = await readChannel({ project: context.project, image, channel }, context)
          if (pointer === undefined) return undefined
          const record = (await readDocument(amiRecords, pointer.imageId, context.store))?.content
          return [
            channel,
            {
              ...pointer,
              verdict: record?.verdict?.outcome ?? null,
              isRejected: (record?.rejected ?? null) !== null,
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
