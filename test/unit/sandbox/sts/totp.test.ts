import { expect, test } from 'vitest'
import { isMfaCode, mfaCode, mfaSecret } from '#sandbox/sts/totp.ts'

const secret = Buffer.from('12345678901234567890')
const at = (seconds: number) => new Date(seconds * 1000)

test.each([
  [59, '287082'],
  [1_111_111_109, '081804'],
  [20_000_000_000, '353130'],
])('RFC 6238: at %i s the code is %s', (seconds, code) => {
  expect(mfaCode(secret, at(seconds))).toBe(code)
})

test('a code is valid in its own, the previous, and the next step', () => {
  const code = mfaCode(secret, at(3000))
  expect([2969, 2970, 3000, 3059, 3060].map(seconds => isMfaCode(code, secret, at(seconds)))).toEqual([
    false,
    true,
    true,
    true,
    false,
  ])
})

test('the secret is the seed in base32, or the serial number of a device without one', () => {
  expect(mfaSecret('serial', { serial: 'GEZDGNBVGY3TQOJQ' }).toString()).toBe('1234567890')
  expect(mfaSecret('serial', {}).toString()).toBe('serial')
})
