import { describe, expect, test } from 'vitest'
import { type AccessRequest, refusalOf } from '#sandbox/iam/evaluate.ts'
import { MalformedPolicy, type Policy, parseIdentityPolicy } from '#sandbox/iam/policy.ts'

const instance = 'arn:aws:ec2:us-east-1:1:instance/i-1'
const stop: AccessRequest = { action: 'ec2:StopInstances', resource: instance, context: {} }

function policy(...Statement: object[]): Policy {
  return parseIdentityPolicy(JSON.stringify({ Version: '2012-10-17', Statement }))
}
const allow = (Action: string | string[], Resource: string | string[] = '*') =>
  policy({ Effect: 'Allow', Action, Resource })
const deny = (Action: string, Resource = '*') => policy({ Effect: 'Deny', Action, Resource })
const refusal = (identity: Policy[], session?: Policy[], boundary?: Policy, request = stop) =>
  refusalOf(request, { identity, session, boundary })

const silent = 'because no identity-based policy allows the ec2:StopInstances action'

test.each<[string, Policy[], string | undefined]>([
  ['no policy at all', [], silent],
  ['the action', [allow('ec2:StopInstances')], undefined],
  ['the action in another case', [allow('EC2:stopinstances')], undefined],
  ['a wildcard', [allow('ec2:Stop*')], undefined],
  ['another action', [allow('ec2:StartInstances')], silent],
  ['the resource', [allow('*', instance)], undefined],
  ['another resource', [allow('*', 'arn:aws:ec2:*:*:volume/*')], silent],
  [
    'everything but this action',
    [policy({ Effect: 'Allow', NotAction: 'ec2:Stop*', Resource: '*' })],
    silent,
  ],
  ['everything but another', [policy({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' })], undefined],
  ['all resources but this', [policy({ Effect: 'Allow', Action: '*', NotResource: instance })], silent],
  [
    'all resources but those of an ARN without its last parts',
    [policy({ Effect: 'Allow', Action: '*', NotResource: 'arn:aws:ec2:eu-west-1' })],
    undefined,
  ],
  [
    'all resources but those of an ARN without its last parts, this one included',
    [policy({ Effect: 'Allow', Action: '*', NotResource: 'arn:aws:ec2:us-east-1' })],
    silent,
  ],
  ['an ARN without its last parts', [allow('*', 'arn:aws:ec2:us-east-1')], undefined],
  ['an ARN of another region without its last parts', [allow('*', 'arn:aws:ec2:eu-west-1:*')], silent],
  [
    'all resources but one with an unknown variable',
    [policy({ Effect: 'Allow', Action: '*', NotResource: 'arn:aws:ec2:*:*:instance/${aws:username}' })],
    silent,
  ],
  [
    'all resources but one of another service with an unknown variable',
    [policy({ Effect: 'Allow', Action: '*', NotResource: 'arn:aws:ssm:*:*:parameter/${aws:username}' })],
    undefined,
  ],
  ['a deny beside it', [allow('*'), deny('ec2:*')], 'with an explicit deny in an identity-based policy'],
  ['a deny of something else', [allow('*'), deny('ec2:*', 'arn:aws:ec2:*:*:volume/*')], undefined],
])('identity policies with %s', (_, identity, expected) => {
  expect(refusal(identity)).toBe(expected)
})

describe('further limits', () => {
  test('a session policy allows only what both policies allow', () => {
    expect(refusal([allow('*')], [allow('ec2:Stop*')])).toBeUndefined()
    expect(refusal([allow('ec2:Start*')], [allow('*')])).toBe(silent)
    expect(refusal([allow('*')], [allow('ec2:Start*')])).toBe(
      'because no session policy allows the ec2:StopInstances action',
    )
    expect(refusal([allow('*')], [allow('*'), deny('*')])).toBe('with an explicit deny in a session policy')
  })

  test('a permissions boundary allows only what both policies allow', () => {
    expect(refusal([allow('*')], undefined, allow('iam:*'))).toBe(
      'because no permissions boundary allows the ec2:StopInstances action',
    )
    expect(refusal([allow('*')], undefined, allow('ec2:*'))).toBeUndefined()
  })
})

test('an action without resources requires "Resource": "*"', () => {
  const describeImages = { action: 'ec2:DescribeImages', resource: '*', context: {} }
  expect(refusal([allow('*')], undefined, undefined, describeImages)).toBeUndefined()
  expect(refusal([allow('*', 'arn:aws:ec2:*:*:*')], undefined, undefined, describeImages)).toBeDefined()
})

test('a condition must be met', () => {
  const tagged = policy({
    Effect: 'Allow',
    Action: '*',
    Resource: '*',
    Condition: { StringEquals: { 'ec2:ResourceTag/run': '42' } },
  })
  const on = (run: string) => ({ ...stop, context: { 'ec2:ResourceTag/run': run } })
  expect(refusal([tagged], undefined, undefined, on('42'))).toBeUndefined()
  expect(refusal([tagged], undefined, undefined, on('43'))).toBe(silent)
})

test.each([
  ['not JSON', '{'],
  ['no statement', '{}'],
  ['an unknown element', '{"Statement":[{"Effect":"Allow","Actions":"*","Resource":"*"}]}'],
  ['an unknown effect', '{"Statement":[{"Effect":"Maybe","Action":"*","Resource":"*"}]}'],
  ['no resource', '{"Statement":[{"Effect":"Allow","Action":"*"}]}'],
  ['a principal', '{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*","Principal":"*"}]}'],
  ['no ARN', '{"Statement":[{"Effect":"Allow","Action":"*","Resource":"instance/*"}]}'],
  ['an action without a service', '{"Statement":[{"Effect":"Allow","Action":"Run","Resource":"*"}]}'],
  [
    'an unknown operator',
    '{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Is":{"aws:userid":"a"}}}]}',
  ],
])('a policy with %s is malformed', (_, text) => {
  expect(() => parseIdentityPolicy(text)).toThrow(MalformedPolicy)
})
