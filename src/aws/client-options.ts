import type { AwsCredentialIdentityProvider } from '@aws-sdk/types'

/** What every client is made of. The endpoint comes from AWS_ENDPOINT_URL, read by the SDK itself. */
export interface ClientOptions {
  readonly region: string
  readonly credentials: AwsCredentialIdentityProvider
}

/** Throttling is expected where many bakes poll at once; adaptive retries slow down instead of failing. */
export const retries = { retryMode: 'adaptive', maxAttempts: 8 } as const
