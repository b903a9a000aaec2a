import { z } from 'zod'
import { nearest } from '../nearest.ts'
import { type Refusal, refuse } from './check.ts'

export const timezone = z
  .string()
  .superRefine(refuse(findFault))
  .default('UTC')
  .describe('Time zone of the instance: an IANA name, e.g. Europe/Vienna.')

function findFault(name: string): Refusal | undefined {
  const canonical = Intl.supportedValuesOf('timeZone')
  if (canonical.includes(name) || isAlias(name, canonical)) return undefined
  const near = nearest(name, ['UTC', ...canonical])
  return {
    code: 'TIMEZONE_UNKNOWN',
    problem: 'which is not an IANA time zone',
    hint: near === undefined ? 'Use a name such as Europe/Vienna or UTC.' : `Did you mean ${near}?`,
  }
}

const aliasPattern =
  /^(?:NZ-CHAT|W-SU|(?:[A-Z][a-z]+)+|[A-Z]{2,3})(?:[/_-](?:(?:[A-Z][a-z]+)+|[A-Z]{2,3}|of|es))*(?:[+-]?\d{1,2}|\d[A-Z]{3})?$/

/**
 * Intl accepts names such as UTC, Etc/GMT+1 or Asia/Kolkata but does not list them. It also accepts offsets and
 * any mix of upper and lower case, which timedatectl does not: those are refused here.
 */
function isAlias(name: string, canonical: readonly string[]): boolean {
  if (!aliasPattern.test(name)) return false
  if (canonical.some(known => known.toLowerCase() === name.toLowerCase())) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
