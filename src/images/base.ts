import type { Ec2 } from '../aws/ec2.ts'
import type { Image } from '../aws/image.ts'
import type { Ssm } from '../aws/ssm.ts'
import { outdatedHint, whyOutdatedImage } from '../config/outdated.ts'
import type { Architecture, Base } from '../config/settings.ts'
import { ToolError } from '../errors/tool-error.ts'
import { tagKeys } from './tags.ts'

/** The AMI that a bake starts from. Unknown values are null. */
export interface ResolvedBase {
  readonly imageId: string
  readonly name: string
  /** E.g. `2023.0.20261022`. */
  readonly release: string | null
  readonly agentVersion: string | null
  readonly dockerVersion: string | null
  readonly image: Image
}

/**
 * Resolves the base by its public SSM parameter (docs/instance-facts.md, "AMIs"), or by its AMI id.
 *
 * @throws ToolError BASE_NOT_FOUND, BASE_NOT_SUPPORTED, BASE_OTHER_ARCHITECTURE, BASE_NOT_AVAILABLE
 */
export async function resolveBase(
  base: Base,
  architecture: Architecture,
  { ec2, ssm }: { ec2: Ec2; ssm: Ssm },
): Promise<ResolvedBase> {
  const published = base.kind === 'ami' ? undefined : await publishedRelease(base, architecture, ssm)
  const imageId = base.kind === 'ami' ? base.imageId : (published?.image_id ?? '')
  const image = await ec2.image(imageId)
  if (image === undefined) throw notFound(`AMI ${imageId}`)
  assertUsable(image, architecture)
  return {
    imageId,
    name: image.name,
    release: published?.image_version ?? image.tags[tagKeys.release] ?? releaseIn(image.name),
    agentVersion: published?.ecs_agent_version ?? image.tags[tagKeys.agent] ?? null,
    dockerVersion: versionIn(published?.ecs_runtime_version) ?? image.tags[tagKeys.docker] ?? null,
    image,
  }
}

/** Keys of the parameter's JSON value. */
interface PublishedRelease {
  readonly image_id: string
  readonly image_name: string
  readonly image_version?: string
  readonly ecs_agent_version?: string
  /** `Docker version 25.0.14`. */
  readonly ecs_runtime_version?: string
}

const prefix = '/aws/service/ecs/optimized-ami/amazon-linux-2023/'
/** The parameter of a pinned release has the AMI's name, which contains the kernel. */
const kernels = ['6.1', '6.12', '6.18']

async function publishedRelease(
  base: Exclude<Base, { kind: 'ami' }>,
  architecture: Architecture,
  ssm: Ssm,
): Promise<PublishedRelease> {
  const folder = architecture === 'arm64' ? `${prefix}arm64/` : prefix
  const names =
    base.kind === 'recommended'
      ? ['recommended']
      : kernels.map(kernel => `al2023-ami-ecs-hvm-${base.release}-kernel-${kernel}-${architecture}`)
  for (const name of names) {
    const value = await ssm.parameter(`${folder}${name}`)
    if (value !== undefined) return JSON.parse(value) as PublishedRelease
  }
  throw notFound(
    base.kind === 'recommended' ? `the parameter ${folder}recommended` : `release ${base.release}`,
  )
}

function notFound(what: string): ToolError {
  return new ToolError('BASE_NOT_FOUND', `${what} not found in this account and region`, {
    hint: 'Check the id or release, and the region: AMI ids differ between regions. "base: al2023" always finds the newest AMI.',
  })
}

function assertUsable(image: Image, architecture: Architecture): void {
  const why = whyOutdatedImage(image)
  if (why !== undefined) {
    throw new ToolError('BASE_NOT_SUPPORTED', `${image.imageId} is "${image.name}"`, {
      why,
      hint: outdatedHint,
    })
  }
  if (image.architecture !== architecture) {
    throw new ToolError(
      'BASE_OTHER_ARCHITECTURE',
      `${image.imageId} (${image.name}) is ${image.architecture}, but the image is ${architecture}`,
      { hint: `Set "architecture: ${image.architecture}" or use a base AMI for ${architecture}.` },
    )
  }
  if (image.state !== 'available') {
    throw new ToolError('BASE_NOT_AVAILABLE', `${image.imageId} (${image.name}) is ${image.state}`, {
      why: image.stateReason,
      hint: 'Wait until it is available, or use another base.',
    })
  }
}

function releaseIn(name: string): string | null {
  return /\d{4}\.\d+\.\d{8}/.exec(name)?.[0] ?? null
}

function versionIn(text: string | undefined): string | undefined {
  return /\d+(\.\d+)+/.exec(text ?? '')?.[0]
}
