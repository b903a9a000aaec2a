import type { Caller } from '../sts/caller.ts'
import { type EcrData, EcrError } from './ecr-data.ts'
import type { RegistryTokens } from './tokens.ts'

export interface PushOrder {
  readonly region: string
  readonly repository: string
}

export interface PreparedPush {
  /** An authorization token of the administrator. */
  readonly token: string
  /** Whether the repository was created now. */
  readonly created: boolean
}

/** For `sandbox push`: creates the repository if it does not exist. */
export async function preparePush(
  {
    ecr,
    tokens,
    caller,
  }: { readonly ecr: EcrData; readonly tokens: RegistryTokens; readonly caller: Caller },
  { region, repository }: PushOrder,
): Promise<PreparedPush> {
  const created = await ecr(region, 'CreateRepository', { repositoryName: repository }).then(
    () => true,
    (error: Error) => {
      if (error instanceof EcrError && error.code === 'RepositoryAlreadyExistsException') return false
      throw error
    },
  )
  return { token: tokens.issue(caller, region).token, created }
}
