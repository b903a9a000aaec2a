import { expect, test } from 'vitest'
import { runId, seconds } from '#src/images/clean/options.ts'

test.each([
  ['90s', 90],
  ['30m', 1800],
  ['12h', 43_200],
  ['7d', 604_800],
])('--older-than %s is %i seconds', (text, expected) => {
  expect(seconds(text)).toBe(expected)
})

test.each(['', '7', 'd', '-1d', '1.5h', '1w', '1h ', '1234567s'])('--older-than "%s" is an error', text => {
  expect(() => seconds(text)).toThrow(expect.objectContaining({ code: 'DURATION_FORMAT', exitStatus: 2 }))
})

test('--run accepts the id of a run, and nothing that only contains one', () => {
  expect(runId('20261121-013000-a1b2')).toBe('20261121-013000-a1b2')
  for (const text of ['', '../20261121-013000-a1b2', '20261121-013000-a1b2/x', '20261121-013000-A1B2']) {
    expect(() => runId(text)).toThrow(expect.objectContaining({ code: 'RUN_ID_FORMAT', exitStatus: 2 }))
  }
})
