import type { Image } from '../../aws/image.ts'
import { tagKeys } from '../../images/tags.ts'

/** How far an AMI is behind the newest good AMI of its image. */
export interface Behind {
  readonly newestImageId: string
  readonly newestRelease: string | null
  /** Number of newer good AMIs; 0: it is the newest. */
  readonly bakes: number
  /** Whole days between the two. */
  readonly days: number
}

/** Null for an AMI without an image tag, and for an image without a good AMI. */
export function behind(image: Image, good: readonly Image[]): Behind | null {
  const name = image.tags[tagKeys.image]
  if (name === undefined) return null
  const newer = good
    .filter(other => other.tags[tagKeys.image] === name && other.createdAt >= image.createdAt)
    .toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime())
  const [newest] = newer
  if (newest === undefined) return null
  return {
    newestImageId: newest.imageId,
    newestRelease: newest.tags[tagKeys.release] ?? null,
    bakes: newer.filter(({ imageId }) => imageId !== image.imageId && newest.imageId !== image.imageId)
      .length,
    days: Math.floor((newest.createdAt.getTime() - image.createdAt.getTime()) / 86_400_000),
  }
}
