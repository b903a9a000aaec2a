import { expect, test } from 'vitest'
import { sessionsOrder } from '#sandbox/commands/sessions.ts'

test.each([
  ['end', undefined, {}, { path: 'sessions/end', content: {} }],
  ['end', undefined, { accessKey: 'ASIA1' }, { path: 'sessions/end', content: { accessKeyId: 'ASIA1' } }],
  ['limit', '8', {}, { path: 'sessions/limit', content: { seconds: 8 } }],
  ['limit', 'off', {}, { path: 'sessions/limit', content: {} }],
])('%s %s %j', (what, limit, options, expected) => {
  expect(sessionsOrder(what, limit, options)).toEqual(expected)
})

test.each([
  ['begin', undefined],
  ['end', '8'],
  ['limit', undefined],
  ['limit', '0'],
  ['limit', 'soon'],
])('%s %s is refused', (what, limit) => {
  expect(() => sessionsOrder(what, limit, {})).toThrow('unknown arguments')
})
