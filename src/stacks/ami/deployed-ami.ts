import type { Image } from '../../aws/image.ts'
import { tagKeys } from '../../images/tags.ts'

/** An AMI as the plan and the status show it. What nothing tells of it is null: everything of one that is gone. */
export interface DeployedAmi {
  readonly imageId: string
  readonly name: string | null
  /** Name of the image in the configuration that baked it. */
  readonly image: string | null
  readonly release: string | null
  readonly agentVersion: string | null
  readonly dockerVersion: string | null
  readonly kernel: string | null
  readonly createdAt: Date | null
  /** Not baked by packer-ecs, or baked in an account that does not show its tags. */
  readonly foreign: boolean
}

/** `image` is undefined when the AMI is gone. */
export function toDeployedAmi(imageId: string, image: Image | undefined): DeployedAmi {
  const tag = (key: string) => image?.tags[key] ?? null
  return {
    imageId,
    name: image?.name ?? null,
    image: tag(tagKeys.image),
    release: tag(tagKeys.release),
    agentVersion: tag(tagKeys.agent),
    dockerVersion: tag(tagKeys.docker),
    kernel: tag(tagKeys.kernel),
    createdAt: image?.createdAt ?? null,
    foreign: image !== undefined && tag(tagKeys.image) === null,
  }
}

/** What it holds, and its id: `ecs 2023.0.20261022, ami-05fb4f257abd42992`; of an AMI that is gone the id alone. */
export function amiWords({ imageId, image, release, name }: DeployedAmi): string {
  const words = image === null ? [name] : [[image, release].filter(word => word !== null).join(' ')]
  return [...words, imageId].filter(word => word !== null && word !== '').join(', ')
}

/** An AMI as a message names it. */
export function describeAmi({ imageId, name }: Pick<Image, 'imageId' | 'name'>): string {
  return name === '' ? imageId : `${imageId} (${name})`
}
