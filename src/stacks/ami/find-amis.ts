import type { Ec2 } from '../../aws/ec2.ts'
import type { Image } from '../../aws/image.ts'
import { ToolError } from '../../errors/tool-error.ts'
import { isGood } from '../../images/plan.ts'
import { tagKeys } from '../../images/tags.ts'
import type { GivenAmi } from '../parameters/given.ts'

/** The AMI for a parameter. */
export interface FoundAmi extends GivenAmi {
  readonly found: Image
}

export interface Place {
  readonly region: string
  readonly accountId: string
}

/**
 * Finds the given AMI of each parameter, or the newest good AMI of its image in this account and region.
 *
 * @throws ToolError NO_AMI, AMI_NOT_FOUND
 */
export function findAmis(amis: readonly GivenAmi[], ec2: Ec2, place: Place): Promise<FoundAmi[]> {
  return Promise.all(
    amis.map(async ami => ({
      ...ami,
      found: ami.imageId === null ? await newest(ami, ec2, place) : await named(ami.imageId, ec2, place),
    })),
  )
}

async function newest(
  { parameter, image }: GivenAmi,
  ec2: Ec2,
  { region, accountId }: Place,
): Promise<Image> {
  const images = await ec2.ownImages({ [tagKeys.image]: image ?? '' })
  const [good] = images
    .filter(isGood)
    .toSorted((one, other) => other.createdAt.getTime() - one.createdAt.getTime())
  if (good !== undefined) return good
  const others = images.length === 0 ? '' : ` (${images.length} unfinished)`
  throw new ToolError('NO_AMI', `there is no good AMI of the image "${image}" in ${region}${others}`, {
    why: `The parameter ${parameter} uses the newest good AMI in account ${accountId}.`,
    hint: `Bake one with "packer-ecs bake ${image}", or pass an AMI with --ami.`,
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
      hint: `"packer-ecs images" lists the AMIs of this account. The owner can share an AMI: aws ec2 modify-image-attribute --image-id ${imageId} --launch-permission "Add=[{UserId=${accountId}}]"`,
    },
  )
}
