import { describe, expect, test } from 'vitest'
import { afterCheck, type CheckResult, matches, registering } from '#sandbox/load-balancers/health.ts'
import { targetGroup } from '#test/helpers/load-balancer.ts'

const { healthCheck } = targetGroup('web')
const check = { ...healthCheck, healthyThreshold: 3, unhealthyThreshold: 2 }
const ok: CheckResult = { kind: 'response', status: 200 }
const failed: CheckResult = { kind: 'failure' }

function healthAfter(...results: readonly CheckResult[]) {
  return results.reduce((health, result) => afterCheck(health, result, check), registering)
}

describe('a target', () => {
  test('is registered first, then checked', () => {
    expect(healthAfter()).toMatchObject({ state: 'initial', reason: 'Elb.RegistrationInProgress' })
    expect(healthAfter(failed)).toMatchObject({
      state: 'initial',
      reason: 'Elb.InitialHealthChecking',
      description: 'Initial health checks in progress',
    })
  })

  test('is healthy after one success if it is new', () => {
    expect(healthAfter(ok)).toEqual({ state: 'healthy', successes: 1, failures: 0 })
    expect(healthAfter(failed, ok).state).toBe('healthy')
  })

  test('is unhealthy after failures in a row, and healthy after successes in a row', () => {
    expect(healthAfter(ok, failed, ok, failed).state).toBe('healthy')
    expect(healthAfter(ok, failed, failed).state).toBe('unhealthy')
    expect(healthAfter(failed, failed, ok, ok, failed, ok, ok).state).toBe('unhealthy')
    expect(healthAfter(failed, failed, ok, ok, ok).state).toBe('healthy')
  })

  test.each([
    [
      { kind: 'response', status: 500 },
      'Target.ResponseCodeMismatch',
      'Health checks failed with these codes: [500]',
    ],
    [{ kind: 'timeout' }, 'Target.Timeout', 'Request timed out'],
    [failed, 'Target.FailedHealthChecks', 'Health checks failed'],
  ] as const)('that is unhealthy after %j has reason %s', (result, reason, description) => {
    expect(healthAfter(result, result)).toMatchObject({ state: 'unhealthy', reason, description })
  })

  test('shows the latest reason', () => {
    expect(healthAfter(failed, failed, { kind: 'timeout' })).toMatchObject({ reason: 'Target.Timeout' })
  })
})

test.each([
  ['200', 200, true],
  ['200', 204, false],
  ['200-299', 204, true],
  ['200,301', 301, true],
  ['200-299,301-302', 300, false],
])('the matcher %s and status %i: %s', (matcher, status, expected) => {
  expect(matches(matcher, status)).toBe(expected)
})
