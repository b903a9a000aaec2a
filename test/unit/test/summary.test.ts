import { describe, expect, test } from 'vitest'
import { summarize } from '#test/summary.ts'
import type { TierReport } from '#test/tier-report.ts'

function report(changes: Partial<TierReport>): TierReport {
  const none = { passed: 0, failed: 0, skipped: 0, secondTries: 0, troubles: [], tests: [] }
  return { tier: 'e2e', seconds: 61, ...none, ...changes }
}

describe('the end of a test run', () => {
  test('is the counts, alone on the last line', () => {
    const { lines, failed } = summarize([report({ passed: 2, skipped: 1 }), report({ passed: 3 })], true)
    expect(lines.at(-1)).toBe('5 passed, 0 failed, 1 skipped')
    expect(failed).toBe(false)
  })

  test('has the time of each tier and the twenty slowest tests, slowest first', () => {
    const tests = Array.from({ length: 30 }, (_, index) => ({ name: `t${index}.`, seconds: index }))
    const text = summarize([report({ tests })], false).lines.join('\n')
    expect(text).toContain('  1 m  1 s  e2e')
    expect(text.match(/ s {2}t\d+\./g)).toHaveLength(20)
    expect(text.indexOf('t29.')).toBeLessThan(text.indexOf('t10.'))
    expect(text).not.toContain('t9.')
  })

  test('lists what went wrong', () => {
    expect(summarize([report({ failed: 1, troubles: ['failed  x: y'] })], false)).toMatchObject({
      lines: expect.arrayContaining(['\nfailed  x: y', '0 passed, 1 failed, 0 skipped']),
      failed: true,
    })
  })

  test.each([
    { secondTries: 3, inCi: true, failed: false },
    { secondTries: 4, inCi: true, failed: true },
    { secondTries: 4, inCi: false, failed: false },
  ])('with $secondTries second tries, in CI $inCi, fails $failed', ({ secondTries, inCi, failed }) => {
    const summary = summarize([report({ passed: 9, secondTries })], inCi)
    expect(summary.failed).toBe(failed)
    expect(summary.lines.at(-1)).toBe(`9 passed, ${failed ? 1 : 0} failed, 0 skipped`)
  })
})
