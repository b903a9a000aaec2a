import type { AwsCredentialIdentity } from '@aws-sdk/types'

/** Keys of one identity; those of a session have a token and, where it is known, an end. */
export type Credentials = AwsCredentialIdentity

/** Asked anew for each use. `forceRefresh`: those given before were refused. */
export type CredentialProvider = (options?: { readonly forceRefresh?: boolean }) => Promise<Credentials>
