import { expect, test } from 'vitest'
import { whoamiText } from '#src/reporters/whoami-text.ts'

const now = new Date('2026-11-21T12:00:00Z')
const who = {
  accountId: '123456789012',
  arn: 'arn:aws:iam::123456789012:user/alice',
  role: null,
  region: 'eu-central-1',
  until: null,
  mfa: null,
}

test('a user with keys', () => {
  expect(whoamiText(who, now)).toBe(`account   123456789012
identity  arn:aws:iam::123456789012:user/alice
role      none
region    eu-central-1
expires   never
`)
})

test('a role behind MFA', () => {
  const serial = 'arn:aws:iam::123456789012:mfa/alice'
  const text = whoamiText(
    {
      ...who,
      role: 'arn:aws:iam::123456789012:role/images',
      until: new Date('2026-11-21T12:59:30Z'),
      mfa: { serial, until: new Date('2026-11-22T23:00:00Z') },
    },
    now,
  )
  expect(text).toContain('expires   2026-11-21 12:59:30 UTC (in 60 m); renewed automatically\n')
  expect(text).toContain(`MFA       ${serial}, no code needed until 2026-11-22 23:00:00 UTC (in 35 h)\n`)
})

test('credentials that are already a session', () => {
  expect(whoamiText({ ...who, mfa: { serial: 'GAHT12345678', until: null } }, now)).toContain(
    'MFA       GAHT12345678, no code needed (the credentials are already a session)\n',
  )
})

test.each([
  [119, '119 m'],
  [120, '2 h'],
  [179, '2 h'],
])('%i minutes are %s', (minutes, words) => {
  const until = new Date(now.getTime() + minutes * 60_000)
  expect(whoamiText({ ...who, until }, now)).toContain(`(in ${words})`)
})
