import type { HealthCheck, TargetHealth } from './types.ts'

export type CheckResult =
  | { readonly kind: 'response'; readonly status: number }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'failure' }

/** The health of a registered target, and how many checks in a row had the last result. */
export interface Health extends TargetHealth {
  readonly state: 'initial' | 'healthy' | 'unhealthy'
  readonly successes: number
  readonly failures: number
}

export const registering: Health = {
  state: 'initial',
  reason: 'Elb.RegistrationInProgress',
  description: 'Target registration is in progress',
  successes: 0,
  failures: 0,
}

/** The health after a check. A new target needs one success, an unhealthy one as many as the threshold says. */
export function afterCheck(health: Health, result: CheckResult, check: HealthCheck): Health {
  const failure = failureOf(result, check.matcher)
  if (failure === undefined) {
    const successes = health.successes + 1
    const enough = health.state === 'unhealthy' ? check.healthyThreshold : 1
    if (successes >= enough) return { state: 'healthy', successes, failures: 0 }
    return { ...health, successes, failures: 0 }
  }
  const failures = health.failures + 1
  const counts = { successes: 0, failures }
  if (failures >= check.unhealthyThreshold || health.state === 'unhealthy') {
    return { state: 'unhealthy', ...failure, ...counts }
  }
  return health.state === 'initial' ? { ...initialChecks, ...counts } : { ...health, ...counts }
}

const initialChecks = {
  state: 'initial',
  reason: 'Elb.InitialHealthChecking',
  description: 'Initial health checks in progress',
} as const

/** Why a check failed, in the words of DescribeTargetHealth; undefined if it succeeded. */
function failureOf(result: CheckResult, matcher: string) {
  if (result.kind === 'timeout') return { reason: 'Target.Timeout', description: 'Request timed out' }
  if (result.kind === 'failure')
    return { reason: 'Target.FailedHealthChecks', description: 'Health checks failed' }
  if (matches(matcher, result.status)) return undefined
  return {
    reason: 'Target.ResponseCodeMismatch',
    description: `Health checks failed with these codes: [${result.status}]`,
  }
}

/** Whether a status is in a list such as `200-299,301`. */
export function matches(matcher: string, status: number): boolean {
  return matcher.split(',').some(part => {
    const [first = 0, last = first] = part.split('-').map(Number)
    return status >= first && status <= last
  })
}
