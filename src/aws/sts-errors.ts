import { ToolError } from '../errors/tool-error.ts'
import { errorCode } from './errors.ts'
import type { RoleRequest, WebIdentityToken } from './sts-requests.ts'

/** STS says a wrong code and a wrong device by AccessDenied, a code that is none by ValidationError. */
export function codeError(serial: string, cause: unknown): unknown {
  const message = messageOf(cause)
  if (!/MultiFactorAuthentication failed|tokenCode|serialNumber/.test(message)) return cause
  return new ToolError('MFA_WRONG', `the code for the MFA device ${serial} was refused: ${message}`, {
    why: 'A code holds for 30 seconds and only once; the clock of the device counts.',
    hint: 'Wait for the next code and repeat the command; check mfa_serial of the profile.',
    cause,
  })
}

export function roleError(request: RoleRequest, cause: unknown): unknown {
  const { arn, externalId } = request
  if (errorCode(cause) !== 'AccessDenied') return durationError(request, cause)
  const said = externalId === null ? 'no external id' : 'the configured external id'
  return new ToolError('ROLE_DENIED', `the role ${arn} may not be assumed: ${messageOf(cause)}`, {
    why: `Its trust policy must name this identity, and this identity must be allowed sts:AssumeRole; ${said} was sent.`,
    hint: 'Check the ARN, the trust policy of the role (MFA, external id) and the profile.',
    cause,
  })
}

/** For a role that is taken with a token of an OpenID Connect issuer. */
export function tokenError(request: RoleRequest, { subject }: WebIdentityToken, cause: unknown): unknown {
  const message = messageOf(cause)
  if (errorCode(cause) === 'AccessDenied') {
    return new ToolError(
      'ROLE_DENIED',
      `the role ${request.arn} may not be assumed by ${subject}: ${message}`,
      {
        why: "Its trust policy must name the token's issuer (Federated), and its conditions must fit the token's aud and sub.",
        hint: 'Check the ARN and the trust policy; docs/credentials.md shows one.',
        cause,
      },
    )
  }
  if (!/^(?:ExpiredToken|InvalidIdentityToken|IDPRejectedClaim)/.test(errorCode(cause)))
    return durationError(request, cause)
  return new ToolError('WEB_IDENTITY_REFUSED', `STS does not take the web identity token: ${message}`, {
    why: 'The issuer must be an identity provider of this account, the audience one of its client ids, and the token not expired.',
    hint: 'Have the job write a new token into the file (packer-ecs reads it again each time), or correct the provider in IAM.',
    cause,
  })
}

function durationError({ arn, durationSeconds }: RoleRequest, cause: unknown): unknown {
  const message = messageOf(cause)
  if (errorCode(cause) !== 'ValidationError' || !message.includes('DurationSeconds')) return cause
  return new ToolError('ROLE_DURATION', `a session of ${durationSeconds} s is too long: ${message}`, {
    hint: `Set session.durationSeconds (or duration_seconds of the profile) to less, or raise the maximum session duration of ${arn}.`,
    exitStatus: 2,
    cause,
  })
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : ''
}
