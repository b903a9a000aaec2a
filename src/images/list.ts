import type { Ec2 } from '../aws/ec2.ts'
import type { Image } from '../aws/image.ts'
import { complete, tagKeys } from './tags.ts'
import { contradictionInTags } from './traits.ts'

/** An AMI that packer-ecs baked, as `images` shows it. Values that its tags do not have are null. */
export interface ListedImage {
  readonly image: string
  readonly imageId: string
  readonly name: string
  /** ISO 8601. */
  readonly createdAt: string
  readonly release: string | null
  readonly agentVersion: string | null
  readonly dockerVersion: string | null
  readonly kernel: string | null
  readonly bakeKey: string | null
  readonly runId: string | null
  /** `good`, `incomplete` (not finished, not as planned, or with tags that contradict its name), or EC2's state while that is not `available`. */
  readonly state: string
  /** Total size of all volumes, in GiB. */
  readonly size: number
}

/** Newest first. */
export async function listImages(ec2: Ec2): Promise<ListedImage[]> {
  const images = await ec2.ownImages({ [tagKeys.image]: '*' })
  return images.toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime()).map(toListed)
}

function toListed(image: Image): ListedImage {
  const { imageId, name, createdAt, tags, state, volumes } = image
  const isSound = tags[tagKeys.state] === complete && contradictionInTags(image) === undefined
  const tag = (key: string) => tags[key] ?? null
  return {
    image: tags[tagKeys.image] ?? '',
    imageId,
    name,
    createdAt: createdAt.toISOString(),
    release: tag(tagKeys.release),
    agentVersion: tag(tagKeys.agent),
    dockerVersion: tag(tagKeys.docker),
    kernel: tag(tagKeys.kernel),
    bakeKey: tag(tagKeys.bakeKey),
    runId: tag(tagKeys.run),
    state: state !== 'available' ? state : isSound ? 'good' : 'incomplete',
    size: volumes.reduce((sum, { size }) => sum + size, 0),
  }
}
