import { channel } from 'node:diagnostics_channel'
import type { CredentialProvider } from './credentials.ts'
import type { RequestHandler } from './request-handler.ts'

/** What every client is made of. The endpoint comes from AWS_ENDPOINT_URL, read by the SDK itself. */
export interface ClientOptions {
  readonly region: string
  readonly credentials: CredentialProvider
  /** Left out where the SDK's own does: no proxy, no CA bundle. */
  readonly requestHandler?: RequestHandler
}

/** Throttling is expected where many bakes poll at once; adaptive retries slow down instead of failing. */
export const retries = { retryMode: 'adaptive', maxAttempts: 8, logger: callLogger() } as const

/** For who tries again by itself, and wants to say so meanwhile (src/stacks/patience.ts). */
export const fewRetries = { retryMode: 'standard', maxAttempts: 3, logger: callLogger() } as const

/** The SDK tells of every call; who listens on the channel (--debug) hears it. */
function callLogger() {
  const calls = channel('packer-ecs:aws-call')
  const tell = (call?: unknown) => calls.publish(call)
  const ignore = () => undefined
  return { trace: ignore, debug: ignore, info: tell, warn: ignore, error: tell }
}
