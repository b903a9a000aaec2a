import { expect, test } from 'vitest'
import { ConfigurationError } from '#src/errors/fault.ts'
import { ToolError } from '#src/errors/tool-error.ts'
import type { Paint } from '#src/reporters/paint.ts'
import { age, duration, errorText, outcomeText, remaining, stopped } from '#src/reporters/text.ts'

const plain: Paint = (_, text) => text

test.each([
  [0.4, '0 s'],
  [59.6, '1 m 0 s'],
  [134, '2 m 14 s'],
  [3900, '1 h 5 m'],
])('%d seconds are "%s"', (seconds, text) => {
  expect(duration(seconds)).toBe(text)
})

test.each([
  [false, 134, '5/11 docker.sh', '5/11 docker.sh failed after 2 m 14 s'],
  [false, 0.3, '', 'failed'],
  [true, 12, '5/11 docker.sh', 'stopped after 12 s'],
])(
  'a step that did not finish (interrupted: %s) after %d s says so',
  (isInterrupted, durationSeconds, detail, words) => {
    expect(stopped({ type: 'step-failed', step: 'build', isInterrupted, durationSeconds }, detail)).toBe(
      words,
    )
  },
)

test.each([
  [90, 5, ', about 1 m 25 s left'],
  [90, 90, ', longer than usual'],
  [0.4, 0, ''],
  [null, 5, ''],
])('a step of %d s reports after %d s: "%s"', (expectedSeconds, elapsedSeconds, text) => {
  expect(remaining(expectedSeconds, elapsedSeconds)).toBe(text)
})

test('an outcome is shown in words', () => {
  expect(outcomeText('rolledBack')).toBe('rolled back')
  expect(outcomeText('baked')).toBe('baked')
})

test.each([
  ['2026-11-21T12:00:05Z', '1 minute'],
  ['2026-11-21T11:30:30Z', '29 minutes'],
  ['2026-11-21T11:00:00Z', '1 hour'],
  ['2026-11-20T12:00:00Z', '24 hours'],
  ['2026-10-23T12:00:00Z', '29 days'],
])('a resource created at %s is %s old', (from, text) => {
  expect(age(new Date(from), new Date('2026-11-21T12:00:00Z'))).toBe(text)
})

test('an error shows code, message, details, reason and remedy', () => {
  const error = new ToolError('SOME_CODE', 'this is "x"', {
    why: 'It matters.',
    hint: 'Do y.',
    details: ['line'],
  })
  expect(errorText(error, plain)).toBe('✘ SOME_CODE  this is "x"\n  │ line\n  It matters.\n  Do y.\n')
})

test('every fault of a file is shown', () => {
  const fault = (line: number) => ({
    code: 'KEY_UNKNOWN',
    file: 'a.yaml',
    line,
    what: `key ${line}`,
    hint: 'Remove it.',
  })
  expect(errorText(new ConfigurationError([fault(1), fault(7)]), plain)).toBe(
    '✘ KEY_UNKNOWN  key 1 (a.yaml:1)\n  Remove it.\n\n✘ KEY_UNKNOWN  key 7 (a.yaml:7)\n  Remove it.\n',
  )
})
