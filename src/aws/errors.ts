import { ToolError } from '../errors/tool-error.ts'
import { knownRegions } from './known-regions.ts'

/** Runs one SDK call and translates its errors to ToolErrors. */
export async function translated<Result>(action: string, call: () => Promise<Result>): Promise<Result> {
  try {
    return await call()
  } catch (cause) {
    throw toToolError(action, cause)
  }
}

/** The service's own error code, e.g. `InvalidAMIID.NotFound`; empty when there is none. */
export function errorCode(error: unknown): string {
  return error instanceof Error ? error.name : ''
}

function toToolError(action: string, cause: unknown): ToolError {
  if (cause instanceof ToolError) return cause
  const message = cause instanceof Error ? cause.message : String(cause)
  const name = errorCode(cause)
  if (credentialsMissing.has(name)) {
    return new ToolError('NO_CREDENTIALS', `no valid AWS credentials found: ${message}`, {
      hint: 'Set AWS_PROFILE or pass --profile NAME, sign in with "aws sso login" or "aws login", or use --sandbox, which needs no credentials.',
      cause,
    })
  }
  if (isClockFault(name, message)) {
    return new ToolError('CLOCK_OFF', `AWS refused ${action}: ${message}`, {
      why: 'AWS refuses requests whose time differs by more than 15 minutes.',
      hint: 'Correct the clock of this machine and run the command again; "timedatectl" shows whether the clock is synchronized.',
      cause,
    })
  }
  if (expired.has(name)) {
    return new ToolError('CREDENTIALS_EXPIRED', `AWS refused ${action}: ${message}`, {
      hint: 'The session has expired. Sign in again, then run the command again.',
      cause,
    })
  }
  const host = unknownHost(cause)
  if (host !== undefined || /valid region/i.test(message)) {
    return new ToolError('REGION_UNKNOWN', `${action} failed because the region is unknown: ${message}`, {
      why: host === undefined ? '' : `The host name ${host} does not exist.`,
      hint: 'Check the region name (--region, AWS_REGION). If it is correct, check the DNS resolution of this machine.',
      cause,
    })
  }
  if (invalidKey.has(name)) {
    return new ToolError('CREDENTIALS_REFUSED', `AWS refused ${action}: ${message}`, {
      why: 'The access key does not exist, its secret is wrong, or the region is not enabled in this account: AWS answers the same.',
      hint: 'Check the key with "aws sts get-caller-identity --region us-east-1", and the region with "aws account get-region-opt-status --region-name REGION".',
      cause,
    })
  }
  if (denied.has(name)) {
    return new ToolError('ACCESS_DENIED', `${action} is not allowed: ${message}`, {
      hint: `Allow ${action} for the role or user of this profile, or pass another --profile.`,
      cause,
    })
  }
  if (statusOf(cause) === 407) {
    return new ToolError('PROXY_REFUSED', `the proxy refused ${action}: authentication required (407)`, {
      why: 'The request did not reach AWS. This proxy requires a user name and password.',
      hint: 'Set HTTPS_PROXY to http://USER:PASSWORD@HOST:PORT, or add the host to NO_PROXY if it needs no proxy.',
      cause,
    })
  }
  if (isCertificateFault(cause)) {
    return new ToolError('TLS_NOT_TRUSTED', `${action} received an untrusted certificate: ${message}`, {
      why: 'A proxy that inspects TLS uses its own certificate authority, which is not built in.',
      hint: 'Set AWS_CA_BUNDLE (or NODE_EXTRA_CA_CERTS) to a PEM file with that certificate authority.',
      cause,
    })
  }
  if (isNetworkFault(cause)) {
    return new ToolError('AWS_UNREACHABLE', `${action} got no response: ${message}`, {
      hint: 'Check the network, DNS resolution, HTTPS_PROXY, the region, and AWS_ENDPOINT_URL if it is set.',
      cause,
    })
  }
  return new ToolError(
    'AWS_CALL_FAILED',
    `${action} failed: ${name === '' ? message : `${name}: ${message}`}`,
    {
      hint: 'See the AWS documentation of this error code.',
      cause,
    },
  )
}

const credentialsMissing = new Set(['CredentialsProviderError', 'TokenProviderError'])
const expired = new Set(['ExpiredToken', 'ExpiredTokenException', 'RequestExpired'])
const invalidKey = new Set([
  'AuthFailure',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'UnrecognizedClientException',
  'SignatureDoesNotMatch',
])
const denied = new Set(['UnauthorizedOperation', 'AccessDenied', 'AccessDeniedException'])
const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
])

const certificateCodes = new Set([
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
])

/** HTTP status of the response; undefined when there was none. */
function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined
  const { $metadata, $response } = error as Error & {
    readonly $metadata?: { readonly httpStatusCode?: number }
    readonly $response?: { readonly statusCode?: number }
  }
  return $metadata?.httpStatusCode ?? $response?.statusCode
}

/** Only the message shows that the time of a signature is wrong; a wrong secret has the same code. */
function isClockFault(name: string, message: string): boolean {
  if (name === 'RequestTimeTooSkewed' || name === 'RequestInTheFuture') return true
  return signatureFaults.has(name) && /Signature (?:expired|not yet current)/i.test(message)
}

const signatureFaults = new Set(['SignatureDoesNotMatch', 'InvalidSignatureException'])

function isCertificateFault(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return ('code' in error && certificateCodes.has(String(error.code))) || isCertificateFault(error.cause)
}

/**
 * The host names of AWS endpoints contain the region: that of an unknown region does not exist. That of a known region
 * does; without a network or a resolver it is not found either.
 */
function unknownHost(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  const { code, hostname = '' } = error as NodeJS.ErrnoException & { hostname?: string }
  const isAws = /\.amazonaws\.com(\.cn)?$/.test(hostname)
  if (code === 'ENOTFOUND' && isAws && !namesKnownRegion(hostname)) return hostname
  return unknownHost(error.cause)
}

function namesKnownRegion(hostname: string): boolean {
  return hostname.split('.').some(label => knownRegions.has(label))
}

function isNetworkFault(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error.name === 'TimeoutError') return true
  const code = 'code' in error ? String(error.code) : ''
  return networkCodes.has(code) || isNetworkFault(error.cause)
}
