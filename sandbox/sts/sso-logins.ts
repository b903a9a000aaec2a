import { randomBytes } from 'node:crypto'
import type { Documents } from '../documents.ts'
import type { Clock } from '../gateway/clock.ts'

export type SsoLogin = Documents['sso-token']

export interface AccessToken {
  readonly accessToken: string
  /** Seconds. */
  readonly expiresIn: number
}

/** Sign-ins to IAM Identity Center. */
export interface SsoLogins {
  /** `lasts`: seconds until the next sign-in. */
  open(order: { startUrl: string; region: string; lasts: number }): SsoLogin
  isValid(accessToken: string): boolean
  /** Another access token of the same sign-in; undefined if it has expired. */
  refresh(refreshToken: string): AccessToken | undefined
}

/** An access token lasts at most one hour. */
const longestToken = 3600

export function createSsoLogins(clock: Clock): SsoLogins {
  /** End of the sign-in, by refresh token. */
  const ends = new Map<string, Date>()
  /** Expiration, by access token. */
  const tokens = new Map<string, Date>()
  const after = (seconds: number) => new Date(clock.now().getTime() + seconds * 1000)
  const issue = (seconds: number): AccessToken => {
    const accessToken = secret()
    const expiresIn = Math.min(seconds, longestToken)
    tokens.set(accessToken, after(expiresIn))
    return { accessToken, expiresIn }
  }
  return {
    open({ startUrl, region, lasts }) {
      const { accessToken, expiresIn } = issue(lasts)
      const [refreshToken, clientId, clientSecret] = [secret(), 'sandbox', secret()]
      const end = after(lasts)
      ends.set(refreshToken, end)
      const expiresAt = after(expiresIn).toISOString()
      const registrationExpiresAt = after(90 * 86_400).toISOString()
      const client = { clientId, clientSecret, registrationExpiresAt }
      return { startUrl, region, accessToken, expiresAt, ...client, refreshToken }
    },
    isValid: accessToken => (tokens.get(accessToken) ?? new Date(0)) > clock.now(),
    refresh(refreshToken) {
      const left = ((ends.get(refreshToken)?.getTime() ?? 0) - clock.now().getTime()) / 1000
      return left > 0 ? issue(left) : undefined
    },
  }
}

function secret(): string {
  return randomBytes(48).toString('base64url')
}
