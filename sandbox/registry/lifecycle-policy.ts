/** A rule of a lifecycle policy, as in PutLifecyclePolicy. */
export interface LifecycleRule {
  readonly rulePriority: number
  readonly selection: {
    readonly tagStatus: 'tagged' | 'untagged' | 'any'
    readonly tagPrefixList?: readonly string[]
    /** With `*` for any text. */
    readonly tagPatternList?: readonly string[]
    readonly countType: 'imageCountMoreThan' | 'sinceImagePushed'
    readonly countUnit?: 'days'
    readonly countNumber: number
  }
  readonly action: { readonly type: 'expire' }
}

export interface LifecyclePolicy {
  readonly rules: readonly LifecycleRule[]
}

export interface PushedImage {
  readonly digest: string
  readonly tags: readonly string[]
  readonly pushedAt: Date
}

const dayMilliseconds = 24 * 60 * 60_000

/**
 * Digests of the images that a lifecycle policy deletes. As in ECR, the rules are evaluated at the same time and then
 * applied by priority: an image belongs to the first rule that selects it, whether that rule expires it or not, and no
 * later rule can expire an image that an earlier one selects. Each rule counts all images that it selects.
 */
export function expiredImages(
  { rules }: LifecyclePolicy,
  images: readonly PushedImage[],
  now: Date,
): readonly string[] {
  const claimed = new Set<string>()
  const expired: string[] = []
  for (const rule of rules.toSorted((one, other) => one.rulePriority - other.rulePriority)) {
    const selected = images
      .filter(image => selects(rule, image))
      .sort((one, other) => other.pushedAt.getTime() - one.pushedAt.getTime())
    const old = beyond(rule, selected, now)
    expired.push(...old.filter(({ digest }) => !claimed.has(digest)).map(({ digest }) => digest))
    for (const { digest } of selected) claimed.add(digest)
  }
  return expired
}

function selects({ selection }: LifecycleRule, { tags }: PushedImage): boolean {
  const { tagStatus, tagPrefixList = [], tagPatternList = [] } = selection
  if (tagStatus === 'any') return true
  if (tagStatus === 'untagged') return tags.length === 0
  // Several prefixes or patterns: the image needs a tag for each of them.
  return (
    tags.length > 0 &&
    tagPrefixList.every(prefix => tags.some(tag => tag.startsWith(prefix))) &&
    tagPatternList.every(pattern => tags.some(tag => fits(pattern, tag)))
  )
}

/** The images that a rule expires, of those that it selects (newest first). */
function beyond(
  { selection: { countType, countNumber } }: LifecycleRule,
  newestFirst: readonly PushedImage[],
  now: Date,
): readonly PushedImage[] {
  if (countType === 'imageCountMoreThan') return newestFirst.slice(countNumber)
  const oldest = now.getTime() - countNumber * dayMilliseconds
  return newestFirst.filter(({ pushedAt }) => pushedAt.getTime() < oldest)
}

function fits(pattern: string, tag: string): boolean {
  const text = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')
  return new RegExp(`^${text}$`).test(tag)
}
