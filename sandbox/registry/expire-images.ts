import type { Clock } from '../gateway/clock.ts'
import { type EcrData, EcrError } from './ecr-data.ts'
import { expiredImages, type LifecyclePolicy } from './lifecycle-policy.ts'

interface ImageDetail {
  readonly imageDigest: string
  readonly imageTags?: readonly string[]
  /** Seconds since 1970. */
  readonly imagePushedAt: number
}

/** Deletes the images of a repository that its lifecycle policy expires; nothing without a policy. */
export async function expireImages(
  ecr: EcrData,
  clock: Pick<Clock, 'now'>,
  region: string,
  repositoryName: string,
): Promise<void> {
  const policy = await policyOf(ecr, region, repositoryName)
  if (policy === undefined) return
  const images = (await describeImages(ecr, region, repositoryName)).map(
    ({ imageDigest, imageTags = [], imagePushedAt }) => ({
      digest: imageDigest,
      tags: imageTags,
      pushedAt: new Date(imagePushedAt * 1000),
    }),
  )
  const expired = expiredImages(policy, images, clock.now())
  if (expired.length === 0) return
  const imageIds = expired.map(imageDigest => ({ imageDigest }))
  await ecr(region, 'BatchDeleteImage', { repositoryName, imageIds })
}

async function policyOf(
  ecr: EcrData,
  region: string,
  repositoryName: string,
): Promise<LifecyclePolicy | undefined> {
  try {
    const answer = await ecr<{ lifecyclePolicyText: string }>(region, 'GetLifecyclePolicy', {
      repositoryName,
    })
    return JSON.parse(answer.lifecyclePolicyText) as LifecyclePolicy
  } catch (error) {
    if (error instanceof EcrError && error.code === 'LifecyclePolicyNotFoundException') return undefined
    throw error
  }
}

async function describeImages(ecr: EcrData, region: string, repositoryName: string): Promise<ImageDetail[]> {
  const all: ImageDetail[] = []
  let nextToken: string | undefined
  do {
    const page = await ecr<{ imageDetails: readonly ImageDetail[]; nextToken?: string }>(
      region,
      'DescribeImages',
      {
        repositoryName,
        ...(nextToken && { nextToken }),
      },
    )
    all.push(...page.imageDetails)
    nextToken = page.nextToken
  } while (nextToken !== undefined)
  return all
}
