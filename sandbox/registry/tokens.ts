import type { Clock } from '../gateway/clock.ts'
import type { Caller } from '../sts/caller.ts'

const twelveHours = 12 * 60 * 60_000

/** Authorization tokens of ECR. A token stands for the caller who requested it, whose present policies apply. */
export interface RegistryTokens {
  /** Base64 of `AWS:PASSWORD`, as in the response of GetAuthorizationToken. */
  issue(
    caller: Caller,
    region: string,
    milliseconds?: number,
  ): { readonly token: string; readonly expiresAt: Date }
  /** The caller and region of an Authorization header. */
  find(authorization: string | undefined): TokenHolder | 'missing' | 'unknown' | 'expired'
}

export interface TokenHolder {
  readonly caller: Caller
  /** The region in which the token was requested. */
  readonly region: string
}

export function createRegistryTokens(clock: Pick<Clock, 'now'>, randomText: () => string): RegistryTokens {
  const holders = new Map<string, TokenHolder & { readonly expiresAt: Date }>()
  return {
    issue(caller, region, milliseconds = twelveHours) {
      const token = Buffer.from(`AWS:${randomText()}`).toString('base64')
      const expiresAt = new Date(clock.now().getTime() + milliseconds)
      holders.set(token, { caller, region, expiresAt })
      return { token, expiresAt }
    },
    find(authorization) {
      const [scheme, token] = authorization?.split(' ') ?? []
      if (scheme?.toLowerCase() !== 'basic' || token === undefined) return 'missing'
      const holder = holders.get(token)
      if (holder === undefined) return 'unknown'
      return holder.expiresAt <= clock.now() ? 'expired' : holder
    },
  }
}
