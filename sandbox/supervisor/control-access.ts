import { timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

/** The header of a control request that proves that the client can read the state folder. */
export const secretHeader = 'x-sandbox-secret'

export interface ControlRequest {
  readonly path: string
  /** Address of the caller. */
  readonly source: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

export interface ControlAccess {
  /** The address from which the host calls, so that machines cannot control the sandbox. */
  readonly hostAddress: string
  /** The expected Host header. */
  readonly host: string
  readonly secret: string
}

/**
 * Why a control request is refused; undefined if it is not. The secret keeps out the host's other users. A web page
 * in a browser on the host sends Origin, or the host name that its owner pointed to the sandbox.
 */
export function controlRefusal(
  { source, headers }: Pick<ControlRequest, 'source' | 'headers'>,
  access: ControlAccess,
): string | undefined {
  if (source !== access.hostAddress) return 'only for the host'
  if (headers.origin !== undefined) return 'not for web pages'
  if (headers.host !== access.host) return 'wrong Host header'
  return isSecret(headers[secretHeader], access.secret) ? undefined : 'wrong secret'
}

function isSecret(given: string | string[] | undefined, expected: string): boolean {
  if (typeof given !== 'string' || given.length !== expected.length) return false
  return timingSafeEqual(Buffer.from(given, 'latin1'), Buffer.from(expected, 'latin1'))
}
