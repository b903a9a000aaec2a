/** The parts of an image in a repository of ECR. */
export interface EcrImage {
  readonly accountId: string
  readonly region: string
  readonly repository: string
  readonly tag: string | null
  readonly digest: string | null
}

const ecr =
  /^(\d{12})\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|on\.aws)\/([^:@]+)(?::([^@]+))?(?:@(sha256:[0-9a-f]+))?$/

/** Undefined for an image of another registry. */
export function ecrImage(image: string): EcrImage | undefined {
  const [, accountId, region, repository, tag = null, digest = null] = ecr.exec(image) ?? []
  if (accountId === undefined || region === undefined || repository === undefined) return undefined
  return { accountId, region, repository, tag: tag ?? (digest === null ? 'latest' : null), digest }
}

/** E.g. `packer-ecs/web:1.2`; the whole name for another registry. */
export function shortName(image: string): string {
  const found = ecrImage(image)
  if (found === undefined) return image
  const { repository, tag, digest } = found
  return tag === null ? `${repository}@${digest}` : `${repository}:${tag}`
}
