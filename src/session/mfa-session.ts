import type { CredentialProvider, Credentials } from '../aws/credentials.ts'
import type { Sts } from '../aws/sts.ts'
import { ToolError } from '../errors/tool-error.ts'
import type { Clock } from '../ports/ports.ts'
import type { SessionCache } from './session-cache.ts'

/** Reads MFA codes from a command or the terminal. */
export interface MfaCodes {
  /** @throws ToolError MFA_NEEDED, MFA_COMMAND_FAILED */
  read(serial: string): Promise<string>
  /** Number of attempts before a wrong code is an error. */
  readonly attempts: number
}

export interface MfaSessionOptions {
  readonly serial: string
  /** The user's access keys. */
  readonly source: CredentialProvider
  readonly sts: (credentials: CredentialProvider) => Promise<Sts>
  readonly codes: MfaCodes
  readonly cache: SessionCache
  readonly clock: Clock
}

/** The maximum that STS allows for a user (docs/instance-facts.md, "Credentials"). */
const lifeSeconds = 36 * 3600

/** A command does not start with a cached session that has less left: a bake must not prompt for a code midway. */
const leastSeconds = 3600

/**
 * A session with MFA: one code, then the cached session for 36 hours. Credentials that are already a session cannot
 * call GetSessionToken and are used unchanged.
 */
export function mfaSession(options: MfaSessionOptions): CredentialProvider {
  let pending: Promise<Credentials> | undefined
  let held: Credentials | undefined
  return async ({ forceRefresh = false } = {}) => {
    if (held !== undefined && !forceRefresh && !isShort(held, options.clock, 0)) return held
    pending ??= obtain(options, forceRefresh).finally(() => {
      pending = undefined
    })
    held = await pending
    return held
  }
}

async function obtain(options: MfaSessionOptions, forceRefresh: boolean): Promise<Credentials> {
  const { source, serial, cache, clock } = options
  const keys = await source()
  if (keys.sessionToken !== undefined) return keys
  const owner = { accessKeyId: keys.accessKeyId, serial }
  const kept = forceRefresh ? undefined : await cache.read(owner)
  if (kept !== undefined && !isShort(kept, clock, leastSeconds)) return kept
  const session = await showDevice(options, async () => keys)
  await cache.write(owner, session)
  return session
}

async function showDevice({ sts, codes, serial }: MfaSessionOptions, source: CredentialProvider) {
  const client = await sts(source)
  for (let attempt = 1; ; attempt += 1) {
    try {
      const code = await codes.read(serial)
      return await client.mfaSession({ serial, code, durationSeconds: lifeSeconds })
    } catch (error) {
      if (!(error instanceof ToolError && error.code === 'MFA_WRONG') || attempt >= codes.attempts)
        throw error
    }
  }
}

function isShort({ expiration }: Credentials, clock: Clock, seconds: number): boolean {
  return expiration !== undefined && expiration.getTime() - clock.now().getTime() <= seconds * 1000
}
