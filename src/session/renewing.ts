import type { CredentialProvider, Credentials } from '../aws/credentials.ts'
import type { Clock } from '../ports/ports.ts'

/**
 * Shares one session among all callers and renews it after half of its lifetime, so that callers have time to use
 * it. When a renewal fails, the current session is used until it expires.
 */
export function renewing(fetch: CredentialProvider, clock: Clock): CredentialProvider {
  let held: { credentials: Credentials; renewAt: number } | undefined
  let pending: Promise<Credentials> | undefined

  async function renew(forceRefresh: boolean): Promise<Credentials> {
    try {
      const askedAt = clock.now().getTime()
      const credentials = await fetch({ forceRefresh })
      held = { credentials, renewAt: halfway(askedAt, credentials.expiration) }
      return credentials
    } catch (error) {
      if (held === undefined || isOver(held.credentials, clock)) throw error
      return held.credentials
    } finally {
      pending = undefined
    }
  }

  return async ({ forceRefresh = false } = {}) => {
    if (held !== undefined && !forceRefresh && clock.now().getTime() < held.renewAt) return held.credentials
    pending ??= renew(forceRefresh)
    return pending
  }
}

function halfway(start: number, end: Date | undefined): number {
  return end === undefined ? Number.POSITIVE_INFINITY : (start + end.getTime()) / 2
}

function isOver({ expiration }: Credentials, clock: Clock): boolean {
  return expiration !== undefined && expiration.getTime() <= clock.now().getTime()
}
