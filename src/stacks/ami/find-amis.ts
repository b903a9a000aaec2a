import type { Ec2 } from '../../aws/ec2.ts'
import type { Image } from '../../aws/image.ts'
import { ownCommand } from '../../errors/own-command.ts'
import { ToolError } from '../../errors/tool-error.ts'
import { type ProjectName, scopeOf, usableImages } from '../../images/scope.ts'
import { tagKeys } from '../../images/tags.ts'
import type { GivenAmi } from '../parameters/given.ts'

/** The AMI for a parameter. */
export interface FoundAmi extends GivenAmi {
  readonly found: Image
  /** A newer good AMI of the image that is not used because it has no project; null if there is none. */
  readonly passedOver: Image | null
  /** Only for a stack with a channel. */
  readonly inChannel?: InChannel
}

/** What the channel of a stack says about an AMI. */
export interface InChannel {
  readonly channel: string
  /** Null: not verified, or not known. */
  readonly verdict: 'verified' | 'failed' | null
  /** Null: not rejected. */
  readonly rejected: { readonly reason: string | null } | null
}

/** The channel of a stack. */
export interface StackChannel {
  readonly channel: string
  /**
   * The AMI that the channel of an image holds, and that a deploy may use.
   *
   * @throws ToolError CHANNEL_UNKNOWN, AMI_NOT_FOUND, AMI_NOT_GOOD, AMI_REJECTED, AMI_NOT_VERIFIED, STATE_MISSING
   */
  ami(image: string): Promise<{ readonly found: Image } & Pick<InChannel, 'verdict'>>
  /** What the records say about any AMI. */
  recorded(imageId: string): Promise<Pick<InChannel, 'verdict' | 'rejected'>>
}

export interface Place {
  readonly region: string
  readonly accountId: string
}

/** Where AMIs are looked up, and for which project. */
export interface Search extends Place {
  readonly projectName: ProjectName
  /** Null: the newest good AMIs are used. */
  readonly channel: StackChannel | null
  /** The AMIs with what their records add to their tags. */
  readonly recorded?: (images: readonly Image[]) => Promise<readonly Image[]>
}

/**
 * Finds the given AMI of each parameter, or the AMI in the stack's channel, or the newest good AMI of its image in this
 * account, region and project.
 *
 * @throws ToolError NO_AMI, AMI_NOT_FOUND, and those of the channel
 */
export function findAmis(amis: readonly GivenAmi[], ec2: Ec2, search: Search): Promise<FoundAmi[]> {
  return Promise.all(
    amis.map(async (ami): Promise<FoundAmi> => {
      const { channel: used } = search
      if (ami.imageId === null && used !== null) return { ...ami, ...(await promoted(ami, used)) }
      if (ami.imageId === null) return { ...ami, ...(await newest(ami, ec2, search)) }
      const found = await named(ami.imageId, ec2, search)
      const inChannel =
        used === null ? {} : { inChannel: { channel: used.channel, ...(await used.recorded(ami.imageId)) } }
      return { ...ami, found, passedOver: null, ...inChannel }
    }),
  )
}

async function promoted({ image }: GivenAmi, { channel, ami }: StackChannel) {
  const { found, verdict } = await ami(image ?? '')
  return { found, passedOver: null, inChannel: { channel, verdict, rejected: null } }
}

async function newest(
  { parameter, image }: GivenAmi,
  ec2: Ec2,
  { region, accountId, projectName, recorded = async images => images }: Search,
): Promise<Pick<FoundAmi, 'found' | 'passedOver'>> {
  const images = await recorded(await ec2.ownImages({ [tagKeys.image]: image ?? '' }))
  const [found, ...others] = usableImages(images, projectName)
  if (found !== undefined)
    return { found, passedOver: others.find(other => other.createdAt > found.createdAt) ?? null }
  const ofOthers = images.filter(({ tags }) => scopeOf(tags, projectName) === 'other').length
  const counts = [
    ...(images.length > ofOthers ? [`${images.length - ofOthers} unfinished`] : []),
    ...(ofOthers > 0 ? [`${ofOthers} of other projects`] : []),
  ]
  const what = counts.length === 0 ? '' : ` (${counts.join(', ')})`
  throw new ToolError('NO_AMI', `there is no good AMI of the image "${image}" in ${region}${what}`, {
    why: `The parameter ${parameter} uses the newest good AMI of this project in account ${accountId}.`,
    hint: `Bake one with "${ownCommand('bake', image ?? '')}", or pass an AMI with --ami.`,
  })
}

async function named(imageId: string, ec2: Ec2, { region, accountId }: Place): Promise<Image> {
  const image = await ec2.image(imageId)
  if (image !== undefined) return image
  throw new ToolError(
    'AMI_NOT_FOUND',
    `the AMI ${imageId} is not visible to account ${accountId} in ${region}`,
    {
      why: 'It was deleted, is in another region, or is not shared with this account.',
      hint: `"${ownCommand('images')}" lists the AMIs of this account. The owner can share an AMI: aws ec2 modify-image-attribute --image-id ${imageId} --launch-permission "Add=[{UserId=${accountId}}]"`,
    },
  )
}
