import type { Ec2 } from '../aws/ec2.ts'
import type { Image } from '../aws/image.ts'
import { imageIdPattern } from '../config/schema/base.ts'
import type { ImageSettings, Project } from '../config/settings.ts'
import { ToolError } from '../errors/tool-error.ts'
import { chooseImages } from '../images/choose.ts'
import { tagKeys } from '../images/tags.ts'
import { findAmis, type Place } from '../stacks/ami/find-amis.ts'

export interface ChosenAmi {
  readonly ami: Image
  /** Null for an AMI that is of no image of the configuration. */
  readonly image: string | null
  readonly settings: ImageSettings | null
}

/**
 * The named AMI, or the newest good one of the named or only image.
 *
 * @throws ToolError IMAGE_UNKNOWN, IMAGE_NOT_CHOSEN, NO_IMAGES, NO_AMI, AMI_NOT_FOUND, AMI_NOT_AVAILABLE, VERIFY_AMI_UNKNOWN
 */
export async function chooseAmi(
  project: Project,
  named: string | undefined,
  ec2: Ec2,
  place: Place,
): Promise<ChosenAmi> {
  const isId = named !== undefined && imageIdPattern.test(named)
  const [chosen] = isId
    ? []
    : chooseImages(project, { named: named === undefined ? [] : [named], all: false })
  const request = {
    parameter: 'verify',
    image: chosen?.image ?? null,
    imageId: isId ? named : null,
    inFile: null,
  }
  const [found] = await findAmis([request], ec2, { ...place, projectName: project.name, channel: null })
  if (found === undefined) throw new RangeError('one AMI was asked for')
  const ami = found.found
  assertAvailable(ami)
  assertBaked(ami)
  if (chosen !== undefined) return { ami, ...chosen }
  const image = ami.tags[tagKeys.image] ?? null
  const settings = image !== null && Object.hasOwn(project.images, image) ? project.images[image] : undefined
  return settings === undefined ? { ami, image: null, settings: null } : { ami, image, settings }
}

/** The instance joins the cluster with the first run, which only a bake puts into an AMI. */
function assertBaked({ imageId, name, tags }: Image): void {
  if (tags[tagKeys.image] !== undefined && tags[tagKeys.bakeKey] !== undefined) return
  throw new ToolError('VERIFY_AMI_UNKNOWN', `${imageId} (${name}) has no tags of a bake`, {
    why: 'An instance joins the cluster with the first run of packer-ecs, which other AMIs do not have. Tags of an AMI are visible only in its account.',
    hint: 'Pass an AMI that packer-ecs has baked, in the account that baked it.',
    exitStatus: 2,
  })
}

function assertAvailable({ imageId, name, state, stateReason }: Image): void {
  if (state === 'available') return
  throw new ToolError('AMI_NOT_AVAILABLE', `${imageId} (${name}) is ${state}`, {
    why: stateReason,
    hint: 'Wait until it is available, or pass another AMI.',
  })
}
