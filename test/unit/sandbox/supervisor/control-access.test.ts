import { expect, test } from 'vitest'
import { controlRefusal, secretHeader } from '#sandbox/supervisor/control-access.ts'

const access = { hostAddress: '10.64.0.254', host: '10.64.0.1', secret: 'a'.repeat(64) }
const headers = { host: access.host, [secretHeader]: access.secret }

test('a request of the sandbox command is accepted', () => {
  expect(controlRefusal({ source: access.hostAddress, headers }, access)).toBeUndefined()
})

test('a machine is refused, even with the secret', () => {
  expect(controlRefusal({ source: '10.64.0.10', headers }, access)).toBe('only for the host')
})

test.each([
  ['none', undefined],
  ['an empty one', ''],
  ['a wrong one of the same length', 'b'.repeat(64)],
  ['its beginning', 'a'.repeat(63)],
  ['one of the same length in characters, not in bytes', 'é'.repeat(64)],
])('another user of the host is refused: of the secret, %s', (_, secret) => {
  const request = { host: access.host, ...(secret !== undefined && { [secretHeader]: secret }) }
  expect(controlRefusal({ source: access.hostAddress, headers: request }, access)).toBe('wrong secret')
})

test.each(['https://attacker.example', 'null'])('a web page is refused: Origin %s', origin => {
  expect(controlRefusal({ source: access.hostAddress, headers: { ...headers, origin } }, access)).toBe(
    'not for web pages',
  )
})

test.each(['attacker.example', 'aws.sandbox', '10.64.0.1:8080', undefined])(
  'a name that was pointed to the sandbox is refused: Host %s',
  host => {
    expect(controlRefusal({ source: access.hostAddress, headers: { ...headers, host } }, access)).toBe(
      'wrong Host header',
    )
  },
)
