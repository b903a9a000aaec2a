import type { AwsCredentialIdentity } from '@aws-sdk/types'

/** Keys of one identity; those of a session have a token and, if known, an expiration. */
export type Credentials = AwsCredentialIdentity

/** Called for each use. `forceRefresh`: AWS refused the previous credentials. */
export type CredentialProvider = (options?: { readonly forceRefresh?: boolean }) => Promise<Credentials>
