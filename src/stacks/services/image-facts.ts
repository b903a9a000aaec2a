import type { ImageId } from '../../aws/ecr.ts'
import { ToolError } from '../../errors/tool-error.ts'
import type { StacksContext } from '../context.ts'
import { type EcrImage, ecrImage, shortName } from './image-name.ts'
import { type ImageFacts, type ServiceFacts, unfit } from './plan-service.ts'
import { eligible } from './room.ts'

export interface WantedImages {
  /** Of the new task definition. */
  readonly needed: readonly string[]
  /** Of the one that runs: they may be deleted by now. */
  readonly others: readonly string[]
}

/**
 * Looks images up in the ECR repositories of the account. An image of a pull through cache may not be there yet.
 *
 * @throws ToolError IMAGE_NOT_FOUND for a needed image
 */
export async function imageFacts(
  { needed, others }: WantedImages,
  accountId: string,
  context: Pick<StacksContext, 'clients'>,
): Promise<Record<string, ImageFacts>> {
  const all = [...new Set([...needed, ...others])]
  const found = await Promise.all(
    all.map(async image => [image, await lookUp(image, needed.includes(image), accountId, context)] as const),
  )
  return Object.fromEntries(found)
}

async function lookUp(
  image: string,
  isNeeded: boolean,
  accountId: string,
  { clients }: Pick<StacksContext, 'clients'>,
): Promise<ImageFacts> {
  const parts = ecrImage(image)
  if (parts === undefined || parts.accountId !== accountId) {
    return notChecked('the registry is not ECR in this account', parts?.digest ?? null)
  }
  const id = idOf(parts)
  try {
    const client = await clients.ecr(parts.region)
    const [stored, architectures] = await Promise.all([
      client.image(parts.repository, id),
      isNeeded ? client.architectures(parts.repository, id).catch(() => []) : [],
    ])
    if (stored.isFound) {
      return {
        digest: stored.digest,
        pushedAt: stored.pushedAt.toISOString(),
        notChecked: null,
        architectures,
      }
    }
    if (!isNeeded) return notChecked('it is deleted', parts.digest)
    // Without the permission, the image counts as missing.
    const prefixes = await client.cachePrefixes().catch(() => [])
    if (prefixes.some(prefix => prefix === 'ROOT' || parts.repository.startsWith(`${prefix}/`))) {
      return notChecked('ECR gets it from another registry when a task pulls it', parts.digest)
    }
    throw notFound(parts, stored.missing)
  } catch (error) {
    if (error instanceof ToolError && error.code === 'IMAGE_NOT_FOUND') throw error
    return notChecked((error as Error).message, parts.digest)
  }
}

function idOf({ tag, digest }: EcrImage): ImageId {
  return digest === null ? { tag: tag ?? 'latest' } : { digest }
}

function notChecked(why: string, digest: string | null): ImageFacts {
  return { digest, pushedAt: null, notChecked: why, architectures: [] }
}

function notFound({ repository, tag, digest, region }: EcrImage, missing: 'repository' | 'image'): ToolError {
  const what = tag === null ? `digest ${digest}` : `tag ${tag}`
  return new ToolError(
    'IMAGE_NOT_FOUND',
    missing === 'repository'
      ? `the repository ${repository} of the image does not exist in ${region} (${what})`
      : `the repository ${repository} in ${region} has no image with the ${what}`,
    {
      why: 'Nothing was changed: tasks that need this image could not start.',
      hint: `Push the image first, or deploy one that exists: aws ecr list-images --repository-name ${repository}`,
    },
  )
}

/**
 * Managed scaling may add instances that fit, so then it is a warning.
 *
 * @throws ToolError IMAGE_OTHER_ARCHITECTURE when no instance that may take a task can run one of its images
 */
export function assertArchitecture({ after, images, instances, placement, isScaled }: ServiceFacts): void {
  if (isScaled) return
  const takers = eligible(placement, instances ?? [])
  for (const { name, image } of after?.containers ?? []) {
    const architectures = images[image ?? '']?.architectures ?? []
    const others = unfit(architectures, takers)
    if (image === null || architectures.length === 0 || others.length === 0) continue
    if (others.length < takers.length) continue
    const own = [...new Set(others.map(({ attributes }) => attributes['ecs.cpu-architecture']))]
    throw new ToolError(
      'IMAGE_OTHER_ARCHITECTURE',
      `the image ${shortName(image)} of container ${name} is for ${architectures.join(' and ')}, but the instances are ${own.join(' and ')}`,
      {
        why: 'Nothing was changed: its tasks could not start.',
        hint: 'Build the image for the architecture of the instances, e.g. "docker buildx build --platform linux/amd64,linux/arm64".',
      },
    )
  }
}
