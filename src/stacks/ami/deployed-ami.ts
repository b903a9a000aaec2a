import type { Image } from '../../aws/image.ts'
import { originWords } from '../../images/scope.ts'
import { tagKeys } from '../../images/tags.ts'

/** An AMI as the plan and the status show it. Unknown fields are null; of a deleted AMI, all but the id. */
export interface DeployedAmi {
  readonly imageId: string
  readonly name: string | null
  /** Name of the image in the configuration that baked it. */
  readonly image: string | null
  /** Value of the tag packer-ecs:project; null also for an AMI from before projects. */
  readonly project: string | null
  readonly release: string | null
  readonly agentVersion: string | null
  readonly dockerVersion: string | null
  readonly kernel: string | null
  readonly createdAt: Date | null
  /** Without packer-ecs tags: not baked by packer-ecs, or shared by another account. */
  readonly foreign: boolean
}

/** `image` is undefined if the AMI was deleted. */
export function toDeployedAmi(imageId: string, image: Image | undefined): DeployedAmi {
  const tag = (key: string) => image?.tags[key] ?? null
  return {
    imageId,
    name: image?.name ?? null,
    image: tag(tagKeys.image),
    project: tag(tagKeys.project),
    release: tag(tagKeys.release),
    agentVersion: tag(tagKeys.agent),
    dockerVersion: tag(tagKeys.docker),
    kernel: tag(tagKeys.kernel),
    createdAt: image?.createdAt ?? null,
    foreign: image !== undefined && tag(tagKeys.image) === null,
  }
}

/** E.g. `ecs 2023.0.20261022, ami-05fb4f257abd42992`; only the id of a deleted AMI. An AMI from before projects says so. */
export function amiWords({ imageId, image, project, release, name }: DeployedAmi): string {
  const words =
    image === null
      ? [name]
      : [
          [image, release].filter(word => word !== null).join(' '),
          project === null ? originWords(null) : null,
        ]
  return [...words, imageId].filter(word => word !== null && word !== '').join(', ')
}

/** An AMI in a message: its id, with its name if it has one. */
export function describeAmi({ imageId, name }: Pick<Image, 'imageId' | 'name'>): string {
  return name === '' ? imageId : `${imageId} (${name})`
}
