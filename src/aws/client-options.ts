import { channel } from 'node:diagnostics_channel'
import type { CredentialProvider } from './credentials.ts'
import type { RequestHandler } from './request-handler.ts'

/** Options of every client. The SDK itself reads the endpoint from AWS_ENDPOINT_URL. */
export interface ClientOptions {
  readonly region: string
  readonly credentials: CredentialProvider
  /** Undefined without a proxy and CA bundle: the SDK's default. */
  readonly requestHandler?: RequestHandler
}

/** Throttling is expected when several bakes poll at once; adaptive retries slow down instead of failing. */
export const retries = { retryMode: 'adaptive', maxAttempts: 8, logger: callLogger() } as const

/** For callers that retry themselves and report it (src/stacks/patience.ts). */
export const fewRetries = { retryMode: 'standard', maxAttempts: 3, logger: callLogger() } as const

/** Publishes every call on a diagnostics channel, which --debug subscribes to. */
function callLogger() {
  const calls = channel('packer-ecs:aws-call')
  const tell = (call?: unknown) => calls.publish(call)
  const ignore = () => undefined
  return { trace: ignore, debug: ignore, info: tell, warn: ignore, error: tell }
}
