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
  if (expired.has(name)) {
    return new ToolError('CREDENTIALS_EXPIRED', `AWS refused ${action}: ${message}`, {
      hint: 'The session has ended: sign in again and repeat the command.',
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

function isNetworkFault(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error.name === 'TimeoutError') return true
  const code = 'code' in error ? String(error.code) : ''
  return networkCodes.has(code) || isNetworkFault(error.cause)
}
