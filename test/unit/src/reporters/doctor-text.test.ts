import { expect, test } from 'vitest'
import type { CheckResult } from '#src/doctor/check.ts'
import { ToolError } from '#src/errors/tool-error.ts'
import { doctorText } from '#src/reporters/doctor-text.ts'

const good: CheckResult = {
  name: 'node',
  needed: true,
  ok: true,
  found: 'Node.js 26.0.0',
  error: null,
  skippedFor: null,
}
const error = new ToolError('NO_REGION', 'no region is set', { hint: 'Pass --region.', details: ['detail'] })

/** Each style is visible as `style(text)`. */
const text = (...results: readonly Partial<CheckResult>[]) =>
  doctorText(
    results.map(result => ({ ...good, ...result })),
    (style, words) => `${style}(${words})`,
  )

test('what was found is aligned', () => {
  expect(text({}, { name: 'configuration', found: 'here' })).toBe(
    'green(✔) node           Node.js 26.0.0\ngreen(✔) configuration  here\n',
  )
})

test('a failed check has its details and its hint below, without an empty line for a missing reason', () => {
  expect(text({ ok: false, found: null, error })).toBe(
    'red(✘) node  bold(NO_REGION)  no region is set\n        dim(│ detail)\n        Pass --region.\n',
  )
})

test('an optional check that fails is marked as such', () => {
  expect(text({ ok: false, needed: false, found: null, error })).toMatch(/^yellow\(✘\) .* \(optional\)\n/)
})

test('a skipped check names what to fix first', () => {
  expect(text({ ok: false, found: null, skippedFor: 'region' })).toBe(
    'red(✘) node  skipped: fix region first\n',
  )
})
