import { type ApiError, apiError } from '../gateway/api-answer.ts'
import type { ApiRequest } from '../gateway/api-request.ts'
import { textOf } from '../iam/api-call.ts'
import type { AuthorizationWorld } from './authorize.ts'
import type { Caller } from './caller.ts'
import type { Sessions } from './sessions.ts'
import { isMfaCode, mfaSecret } from './totp.ts'

/** Input of STS's signed calls. */
export interface StsCall {
  readonly api: ApiRequest
  readonly caller: Caller
  readonly world: AuthorizationWorld
  /** The account of the requested role, if it is another one of the sandbox. */
  readonly roleAccount?: Pick<AuthorizationWorld, 'accountId' | 'directory'>
  readonly sessions: Sessions
}

/** An error of STS. */
export class StsRefusal extends Error {
  readonly error: ApiError
  constructor(code: string, message: string) {
    super(message)
    this.error = apiError(code, message)
  }
}

/**
 * The requested duration in seconds, or the default.
 * @throws StsRefusal if it is not 900 s to `most`
 */
export function durationOf({ parameters }: ApiRequest, fallback: number, most: number): number {
  const asked = textOf(parameters, 'DurationSeconds')
  if (asked === undefined) return fallback
  const seconds = Number(asked)
  const complain = (constraint: string): never => {
    const message = `1 validation error detected: Value '${asked}' at 'durationSeconds' failed to satisfy constraint: Member must have value ${constraint}`
    throw new StsRefusal('ValidationError', message)
  }
  if (!(seconds >= 900)) complain('greater than or equal to 900')
  if (seconds > most) complain(`less than or equal to ${most}`)
  return seconds
}

/**
 * The present time if the call has a valid MFA code, otherwise undefined.
 * @throws StsRefusal for a wrong code, another user's device, or a code or serial number alone
 */
export function mfaProof({ api, caller, world }: StsCall): Date | undefined {
  const serial = textOf(api.parameters, 'SerialNumber')
  const code = textOf(api.parameters, 'TokenCode')
  if (serial === undefined && code === undefined) return undefined
  const failed = 'MultiFactorAuthentication failed'
  if (serial === undefined || code === undefined) {
    throw new StsRefusal(
      'AccessDenied',
      `${failed}, must provide both MFA serial number and one time pass code.`,
    )
  }
  const { users, mfaSeeds } = world.directory
  const user = users.find(({ name }) => caller.identity.kind === 'user' && name === caller.identity.name)
  if (!user?.mfaSerials.includes(serial)) {
    const advice = 'Please verify your MFA serial number is valid and associated with this user.'
    throw new StsRefusal('AccessDenied', `${failed}, unable to validate MFA code.  ${advice}`)
  }
  if (isMfaCode(code, mfaSecret(serial, mfaSeeds), world.now)) return world.now
  throw new StsRefusal('AccessDenied', `${failed} with invalid MFA one time pass code.`)
}
