import { ToolError } from '../errors/tool-error.ts'

/** Runs one SDK call; what it throws becomes an error that says what to do. */
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
    return new ToolError('NO_CREDENTIALS', `no usable AWS credentials were found: ${message}`, {
      hint: 'Set AWS_PROFILE or pass --profile NAME, sign in ("aws sso login"), or try --sandbox, which needs none.',
      cause,
    })
  }
  if (isClockFault(name, message)) {
    return new ToolError('CLOCK_OFF', `AWS refused ${action}: ${message}`, {
      why: 'Every request carries the time; AWS takes at most 15 minutes of difference.',
      hint: 'Set the clock of this machine right (timedatectl shows whether it is kept in time) and repeat the command.',
      cause,
    })
  }
  if (expired.has(name)) {
    return new ToolError('CREDENTIALS_EXPIRED', `AWS refused ${action}: ${message}`, {
      hint: 'The session has ended: sign in again and repeat the command.',
      cause,
    })
  }
  const host = unknownHost(cause)
  if (host !== undefined || /valid region/i.test(message)) {
    return new ToolError('REGION_UNKNOWN', `${action} found no region to ask: ${message}`, {
      why: host === undefined ? '' : `There is no ${host}.`,
      hint: 'Check the name of the region (--region, AWS_REGION); if it is right, this machine cannot resolve names.',
      cause,
    })
  }
  if (invalidKey.has(name)) {
    return new ToolError('CREDENTIALS_REFUSED', `AWS refused ${action}: ${message}`, {
      hint: 'The access key is unknown to this account, or its secret is wrong. "aws sts get-caller-identity" shows whose it is.',
      cause,
    })
  }
  if (denied.has(name)) {
    return new ToolError('ACCESS_DENIED', `${action} is not allowed: ${message}`, {
      hint: `Let the role or user of this profile call ${action}, or choose another with --profile.`,
      cause,
    })
  }
  if (statusOf(cause) === 407) {
    return new ToolError('PROXY_REFUSED', `the proxy refused ${action}: it asks who we are (407)`, {
      why: 'AWS was not reached. This proxy lets nobody through without a user name and a password.',
      hint: 'Put them into HTTPS_PROXY (http://USER:PASSWORD@HOST:PORT), or name the host in NO_PROXY if it needs no proxy.',
      cause,
    })
  }
  if (isCertificateFault(cause)) {
    return new ToolError('TLS_NOT_TRUSTED', `${action} got a certificate that is not trusted: ${message}`, {
      why: 'A proxy that opens TLS signs with an authority of its own; the built-in ones do not know it.',
      hint: 'Set AWS_CA_BUNDLE (or NODE_EXTRA_CA_CERTS) to a file with that authority in PEM form.',
      cause,
    })
  }
  if (isNetworkFault(cause)) {
    return new ToolError('AWS_UNREACHABLE', `${action} got no answer: ${message}`, {
      hint: 'Check the network, HTTPS_PROXY, the region, and AWS_ENDPOINT_URL when it is set.',
      cause,
    })
  }
  return new ToolError(
    'AWS_CALL_FAILED',
    `${action} failed: ${name === '' ? message : `${name}: ${message}`}`,
    {
      hint: "The service's own words are above; the AWS documentation of that error code says more.",
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

/** Of the HTTP answer; undefined when there was none. */
function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined
  const { $metadata, $response } = error as Error & {
    readonly $metadata?: { readonly httpStatusCode?: number }
    readonly $response?: { readonly statusCode?: number }
  }
  return $metadata?.httpStatusCode ?? $response?.statusCode
}

/** A signature of another time is told by the message alone; a wrong secret has the same code. */
function isClockFault(name: string, message: string): boolean {
  if (name === 'RequestTimeTooSkewed' || name === 'RequestInTheFuture') return true
  return signatureFaults.has(name) && /Signature (?:expired|not yet current)/i.test(message)
}

const signatureFaults = new Set(['SignatureDoesNotMatch', 'InvalidSignatureException'])

function isCertificateFault(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return ('code' in error && certificateCodes.has(String(error.code))) || isCertificateFault(error.cause)
}

/** AWS's endpoints have the region in their name: a region that is none has no address. */
function unknownHost(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  const { code, hostname = '' } = error as NodeJS.ErrnoException & { hostname?: string }
  if (code === 'ENOTFOUND' && /\.amazonaws\.com(\.cn)?$/.test(hostname)) return hostname
  return unknownHost(error.cause)
}

function isNetworkFault(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error.name === 'TimeoutError') return true
  const code = 'code' in error ? String(error.code) : ''
  return networkCodes.has(code) || isNetworkFault(error.cause)
}
