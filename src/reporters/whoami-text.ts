/** As whom a command works. */
export interface Who {
  readonly accountId: string
  readonly arn: string
  /** ARN of the role assumed last; null when none is. */
  readonly role: string | null
  readonly region: string
  /** Null: the keys have no end that is known. */
  readonly until: Date | null
  readonly mfa: { readonly serial: string; readonly until: Date | null } | null
}

/** For a person: one line each. */
export function whoamiText({ accountId, arn, role, region, until, mfa }: Who, now: Date): string {
  const renewed = role === null ? '' : '; renewed by itself'
  const lines = [
    ['account', accountId],
    ['identity', arn],
    ['role', role ?? 'none is assumed'],
    ['region', region],
    ['until', until === null ? 'no end' : `${moment(until, now)}${renewed}`],
    ...(mfa === null ? [] : [['MFA', `${mfa.serial}, no code ${lasting(mfa.until, now)}`]]),
  ]
  return lines.map(([name = '', value = '']) => `${name.padEnd(9)} ${value}\n`).join('')
}

function lasting(until: Date | null, now: Date): string {
  return until === null ? 'needed: it is a session already' : `until ${moment(until, now)}`
}

/** E.g. `2026-11-21 14:05:00 UTC (in 59 m)`. */
function moment(time: Date, now: Date): string {
  const minutes = Math.round((time.getTime() - now.getTime()) / 60_000)
  const distance = minutes < 120 ? `${minutes} m` : `${Math.floor(minutes / 60)} h`
  return `${time
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, ' UTC')} (in ${distance})`
}
