import { describe, expect, it } from 'vitest'
import { createRegistryTokens } from '#sandbox/registry/tokens.ts'

const caller = {
  accessKeyId: 'AKIA1',
  arn: 'arn:aws:iam::123456789012:user/ci',
  userId: 'AIDA1',
  identity: { kind: 'user', name: 'ci' },
} as const

function tokensAt(time: { now: Date }) {
  return createRegistryTokens({ now: () => time.now }, () => 'secret')
}

describe('an authorization token', () => {
  it('is the user AWS with a password, for 12 hours', () => {
    const { token, expiresAt } = tokensAt({ now: new Date('2026-11-30T08:00:00Z') }).issue(
      caller,
      'us-east-1',
    )
    expect(Buffer.from(token, 'base64').toString()).toBe('AWS:secret')
    expect(expiresAt.toISOString()).toBe('2026-11-30T20:00:00.000Z')
  })

  it('stands for its caller and region until it expires', () => {
    const time = { now: new Date('2026-11-30T08:00:00Z') }
    const tokens = tokensAt(time)
    const { token } = tokens.issue(caller, 'eu-west-1')
    expect(tokens.find(`Basic ${token}`)).toMatchObject({ caller, region: 'eu-west-1' })
    time.now = new Date('2026-11-30T20:00:00Z')
    expect(tokens.find(`Basic ${token}`)).toBe('expired')
  })

  it('is unknown if this registry did not issue it', () => {
    const other = Buffer.from('AWS:other').toString('base64')
    expect(tokensAt({ now: new Date() }).find(`Basic ${other}`)).toBe('unknown')
  })

  it('is missing without an Authorization header, or with another scheme', () => {
    expect(tokensAt({ now: new Date() }).find(undefined)).toBe('missing')
    expect(tokensAt({ now: new Date() }).find('Bearer x')).toBe('missing')
  })
})
