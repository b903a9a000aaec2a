import { onOneLine } from './foreign.ts'

/** The identity that a command uses. */
export interface Who {
  readonly accountId: string
  readonly arn: string
  /** ARN of the role that was assumed last; null without a role. */
  readonly role: string | null
  readonly region: string
  /** Null: the credentials do not have a known expiration. */
  readonly until: Date | null
  readonly mfa: { readonly serial: string; readonly until: Date | null } | null
}

/** One line for each fact. */
export function whoamiText(who: Who, now: Date): string {
  const { accountId, arn, role, region, until, mfa } = onOneLine(who)
  const renewed = role === null ? '' : '; renewed automatically'
  const lines = [
    ['account', accountId],
    ['identity', arn],
    ['role', role ?? 'none'],
    ['region', region],
    ['expires', until === null ? 'never' : `${moment(until, now)}${renewed}`],
    ...(mfa === null ? [] : [['MFA', `${mfa.serial}, no code needed ${codeFree(mfa.until, now)}`]]),
  ]
  return lines.map(([name = '', value = '']) => `${name.padEnd(9)} ${value}\n`).join('')
}

function codeFree(until: Date | null, now: Date): string {
  return until === null ? '(the credentials are already a session)' : `until ${moment(until, now)}`
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
