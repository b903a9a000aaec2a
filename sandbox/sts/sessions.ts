import { randomBytes } from 'node:crypto'
import type { Clock } from '../gateway/clock.ts'
import { newAccessKeyId } from './access-key-id.ts'
import type { Caller, KnownKey } from './caller.ts'

export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
  readonly expiration: Date
}

/** The issued temporary credentials. */
export interface Sessions {
  /** `seconds`: their lifetime. */
  issue(seconds: number, caller: Omit<Caller, 'accessKeyId'>): Credentials
  find(accessKeyId: string): KnownKey | undefined
  /** Ends one session, or all except those of instances. Returns the number of sessions that were still valid. */
  end(accessKeyId?: string): number
  /** Limits the lifetime of new role sessions, in seconds; undefined removes the limit. */
  limit(seconds: number | undefined): void
}

export function createSessions(clock: Clock): Sessions {
  const issued = new Map<string, KnownKey>()
  let longest = Number.POSITIVE_INFINITY
  return {
    issue(seconds, described) {
      const caller = { ...described, accessKeyId: newAccessKeyId('ASIA') }
      const lifetime = caller.identity.kind === 'role' ? Math.min(seconds, longest) : seconds
      const secretAccessKey = randomBytes(30).toString('base64url')
      const sessionToken = randomBytes(192).toString('base64')
      const expiration = new Date(clock.now().getTime() + lifetime * 1000)
      issued.set(caller.accessKeyId, { caller, secretAccessKey, temporary: { sessionToken, expiration } })
      return { accessKeyId: caller.accessKeyId, secretAccessKey, sessionToken, expiration }
    },
    find: accessKeyId => issued.get(accessKeyId),
    end(accessKeyId) {
      const now = clock.now()
      const valid = [...issued.values()].filter(
        ({ caller, temporary }) =>
          temporary !== undefined &&
          temporary.expiration > now &&
          caller.identity.kind !== 'instance' &&
          (accessKeyId === undefined || caller.accessKeyId === accessKeyId),
      )
      for (const key of valid) {
        const sessionToken = key.temporary?.sessionToken ?? ''
        issued.set(key.caller.accessKeyId, { ...key, temporary: { sessionToken, expiration: now } })
      }
      return valid.length
    },
    limit(seconds) {
      longest = seconds ?? Number.POSITIVE_INFINITY
    },
  }
}
