import type { Image, Tags } from '../aws/image.ts'
import { type AmiRecord, amiRecords } from '../state/ami-record.ts'
import { readDocument } from '../state/document.ts'
import type { StateContext } from '../state/store.ts'
import { isGood } from './good.ts'
import { tagKeys } from './tags.ts'

/**
 * The AMIs with the tags that their records ask for: the tag of a rejection or a failed verification may be missing,
 * because it could not be set or was removed.
 *
 * @throws ToolError STATE_DOCUMENT_INVALID, STATE_DOCUMENT_NEWER
 */
export function asRecorded(
  images: readonly Image[],
  { store }: Pick<StateContext, 'store'>,
): Promise<readonly Image[]> {
  return Promise.all(
    images.map(async image => {
      if (!isGood(image)) return image
      const record = (await readDocument(amiRecords, image.imageId, store))?.content
      return record === undefined ? image : { ...image, tags: { ...image.tags, ...tagsOf(record) } }
    }),
  )
}

/** The same if the account has a state. If it cannot be read, `onIgnored` gets a sentence and the tags decide. */
export async function asRecordedIfKnown(
  images: readonly Image[],
  openState: () => Promise<Pick<StateContext, 'store'> | undefined>,
  onIgnored: (text: string) => void,
): Promise<readonly Image[]> {
  if (!images.some(isGood)) return images
  try {
    const state = await openState()
    return state === undefined ? images : await asRecorded(images, state)
  } catch (error) {
    onIgnored(`rejections are read from tags only: ${error instanceof Error ? error.message : String(error)}`)
    return images
  }
}

function tagsOf({ rejected, verdict }: AmiRecord): Tags {
  return {
    ...(rejected === null ? {} : { [tagKeys.rejected]: rejected.at }),
    ...(verdict?.outcome === 'failed' ? { [tagKeys.verdict]: 'failed' } : {}),
  }
}
