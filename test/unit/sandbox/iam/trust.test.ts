import { expect, test } from 'vitest'
import { parseTrustPolicy } from '#sandbox/iam/policy.ts'
import { trustIn } from '#sandbox/iam/trust.ts'

const ann = 'arn:aws:iam::1:user/ann'
const statement = (Principal: unknown, more: object = {}) => ({
  Effect: 'Allow',
  Principal,
  Action: 'sts:AssumeRole',
  ...more,
})
const externalId = { Condition: { StringEquals: { 'sts:ExternalId': 'secret' } } }

function trust(statements: readonly object[], context: Record<string, string> = {}) {
  const policy = parseTrustPolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }))
  return trustIn(policy, { arns: [ann], accountId: '1', context })
}

test.each([
  ['the user', [statement({ AWS: ann })], 'named'],
  ['several', [statement({ AWS: ['arn:aws:iam::1:user/bob', ann] })], 'named'],
  ['anybody', [statement('*')], 'named'],
  ['the account', [statement({ AWS: 'arn:aws:iam::1:root' })], 'account'],
  ['the account by its number', [statement({ AWS: '1' })], 'account'],
  ['another account', [statement({ AWS: '2' })], 'none'],
  ['a service', [statement({ Service: 'ec2.amazonaws.com' })], 'none'],
  ['a user for something else', [statement({ AWS: ann }, { Action: 'sts:TagSession' })], 'none'],
  ['a denied user', [statement('*'), statement({ AWS: ann }, { Effect: 'Deny' })], 'denied'],
])('a policy that names %s', (_, statements, expected) => {
  expect(trust(statements)).toBe(expected)
})

test('an external id and MFA are ordinary conditions', () => {
  expect(trust([statement({ AWS: ann }, externalId)])).toBe('none')
  expect(trust([statement({ AWS: ann }, externalId)], { 'sts:ExternalId': 'secret' })).toBe('named')
})
