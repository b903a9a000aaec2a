import type { Ec2 } from '../aws/ec2.ts'
import type { Image } from '../aws/image.ts'
import { flawOf } from './good.ts'
import { type ProjectName, scopeOf } from './scope.ts'
import { complete, tagKeys } from './tags.ts'
import { contradictionInTags } from './traits.ts'

/** An AMI that packer-ecs baked, as `images` shows it. Values that its tags do not have are null. */
export interface ListedImage {
  readonly image: string
  /** Value of the tag packer-ecs:project; null for an AMI from before projects. */
  readonly project: string | null
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
  /** `good`, `rejected`, `failed` (its verification), `incomplete` (not finished, not as planned, or with tags that contradict its name), or EC2's state while that is not `available`. */
  readonly state: string
  /** Total size of all volumes, in GiB. */
  readonly size: number
}

/**
 * The AMIs that a project may use, newest first, and the number of those of other projects.
 *
 * @param project undefined: the AMIs of every project
 */
export async function listImages(
  ec2: Pick<Ec2, 'ownImages'>,
  project: ProjectName | undefined,
): Promise<{ readonly images: ListedImage[]; readonly ofOthers: number }> {
  const found = await ec2.ownImages({ [tagKeys.image]: '*' })
  const listed = found.filter(({ tags }) => project === undefined || scopeOf(tags, project) !== 'other')
  return {
    images: listed.toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime()).map(toListed),
    ofOthers: found.length - listed.length,
  }
}

function toListed(image: Image): ListedImage {
  const { imageId, name, createdAt, tags, state, volumes } = image
  const isSound = tags[tagKeys.state] === complete && contradictionInTags(image) === undefined
  const tag = (key: string) => tags[key] ?? null
  return {
    image: tags[tagKeys.image] ?? '',
    project: tag(tagKeys.project),
    imageId,
    name,
    createdAt: createdAt.toISOString(),
    release: tag(tagKeys.release),
    agentVersion: tag(tagKeys.agent),
    dockerVersion: tag(tagKeys.docker),
    kernel: tag(tagKeys.kernel),
    bakeKey: tag(tagKeys.bakeKey),
    runId: tag(tagKeys.run),
    state: state !== 'available' ? state : (flawOf(image) ?? (isSound ? 'good' : 'incomplete')),
    size: volumes.reduce((sum, { size }) => sum + size, 0),
  }
}
