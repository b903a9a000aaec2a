import type { Clock } from '../gateway/clock.ts'
import type { RoleCredentials } from '../metadata/types.ts'
import type { Sessions } from '../sts/sessions.ts'

/** Temporary credentials of an instance's role. They last six hours and are renewed after three. */
export function roleCredentials(
  sessions: Sessions,
  accountId: string,
  clock: Clock,
): (roleName: string) => RoleCredentials {
  const hours = 6
  const issued = new Map<string, RoleCredentials>()
  return role => {
    const now = clock.now()
    const present = issued.get(role)
    if (present !== undefined && present.expiration.getTime() - now.getTime() > (hours / 2) * 3_600_000) {
      return present
    }
    const credentials = sessions.issue(hours * 3600, {
      arn: `arn:aws:sts::${accountId}:assumed-role/${role}/instance`,
      userId: `AROASANDBOXINSTANCE:instance`,
      identity: { kind: 'instance', role },
      session: { issuedAt: now, mfaAt: undefined, policies: undefined },
    })
    issued.set(role, { ...credentials, lastUpdated: now })
    return { ...credentials, lastUpdated: now }
  }
}
