import type { Image } from '../../aws/image.ts'
import { type ProjectName, usableImages } from '../../images/scope.ts'
import { tagKeys } from '../../images/tags.ts'

/** How far an AMI is behind the good AMI of its image that a deploy would use. */
export interface Behind {
  readonly newestImageId: string
  readonly newestRelease: string | null
  /** Number of newer good AMIs; 0: it is the newest. */
  readonly bakes: number
  /** Whole days between the two. */
  readonly days: number
}

/**
 * Null for an AMI without an image tag, for an image without a good AMI, and for an AMI that is newer than the one that
 * a deploy would use.
 */
export function behind(image: Image, images: readonly Image[], project: ProjectName): Behind | null {
  const name = image.tags[tagKeys.image]
  if (name === undefined) return null
  const usable = usableImages(
    images.filter(({ tags }) => tags[tagKeys.image] === name),
    project,
  )
  const [newest] = usable
  if (newest === undefined || newest.createdAt < image.createdAt) return null
  const isNewer = (other: Image) => other.createdAt >= image.createdAt && other.createdAt <= newest.createdAt
  return {
    newestImageId: newest.imageId,
    newestRelease: newest.tags[tagKeys.release] ?? null,
    bakes:
      newest.imageId === image.imageId
        ? 0
        : usable.filter(other => isNewer(other) && other.imageId !== image.imageId).length,
    days: Math.floor((newest.createdAt.getTime() - image.createdAt.getTime()) / 86_400_000),
  }
}
