import { ToolError } from '../errors/tool-error.ts'
import { errorCode } from './errors.ts'
import type { RoleRequest, WebIdentityToken } from './sts-requests.ts'

/** STS reports a wrong code or device as AccessDenied, and a malformed code as ValidationError. */
export function codeError(serial: string, cause: unknown): unknown {
  const message = messageOf(cause)
  if (!/MultiFactorAuthentication failed|tokenCode|serialNumber/.test(message)) return cause
  return new ToolError('MFA_WRONG', `AWS refused the code of the MFA device ${serial}: ${message}`, {
    why: 'A code is valid for 30 seconds and only once; the clock of the device must be correct.',
    hint: 'Wait for the next code and run the command again, or check mfa_serial of the profile.',
    cause,
  })
}

export function roleError(request: RoleRequest, cause: unknown): unknown {
  const { arn, externalId } = request
  if (errorCode(cause) !== 'AccessDenied') return durationError(request, cause)
  const said = externalId === null ? 'no external id' : 'the configured external id'
  return new ToolError('ROLE_DENIED', `cannot assume the role ${arn}: ${messageOf(cause)}`, {
    why: `The role's trust policy must allow this identity, and this identity must be allowed to call sts:AssumeRole. packer-ecs sent ${said}.`,
    hint: 'Check the ARN, the trust policy of the role (MFA, external id) and the profile.',
    cause,
  })
}

/** For a role that is assumed with a token of an OpenID Connect issuer. */
export function tokenError(request: RoleRequest, { subject }: WebIdentityToken, cause: unknown): unknown {
  const message = messageOf(cause)
  if (errorCode(cause) === 'AccessDenied') {
    return new ToolError('ROLE_DENIED', `cannot assume the role ${request.arn} as ${subject}: ${message}`, {
      why: "The role's trust policy must allow the token's issuer (Federated), and its conditions must match the token's aud and sub.",
      hint: 'Check the ARN and the trust policy; docs/credentials.md has an example.',
      cause,
    })
  }
  if (!/^(?:ExpiredToken|InvalidIdentityToken|IDPRejectedClaim)/.test(errorCode(cause)))
    return durationError(request, cause)
  return new ToolError('WEB_IDENTITY_REFUSED', `STS refused the web identity token: ${message}`, {
    why: 'The issuer must be an identity provider of this account, the audience one of its client ids, and the token must not be expired.',
    hint: 'Make sure that the CI job writes a new token to the file (packer-ecs reads it each time), or correct the identity provider in IAM.',
    cause,
  })
}

function durationError({ arn, durationSeconds }: RoleRequest, cause: unknown): unknown {
  const message = messageOf(cause)
  if (errorCode(cause) !== 'ValidationError' || !message.includes('DurationSeconds')) return cause
  return new ToolError('ROLE_DURATION', `a session of ${durationSeconds} s is too long: ${message}`, {
    hint: `Reduce session.durationSeconds (or duration_seconds of the profile), or increase the maximum session duration of ${arn}.`,
    exitStatus: 2,
    cause,
  })
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : ''
}
