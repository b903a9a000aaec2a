import { describe, expect, test } from 'vitest'
import { evaluateKeyPolicy } from '#src/aws/key-policy.ts'

const role =
  'arn:aws:iam::111122223333:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling'
const root = { AWS: 'arn:aws:iam::111122223333:root' }

function evaluate(...statements: readonly object[]) {
  const Statement = statements.map(one => ({ Effect: 'Allow', Action: 'kms:*', Resource: '*', ...one }))
  return evaluateKeyPolicy(JSON.stringify({ Version: '2012-10-17', Statement }), {
    principal: role,
    key: 'arn:aws:kms:eu-central-1:111122223333:key/k',
    actions: ['kms:CreateGrant', 'kms:Decrypt'],
    context: {
      'aws:PrincipalArn': role,
      'kms:CallerAccount': '111122223333',
      'kms:ViaService': 'ec2.eu-central-1.amazonaws.com',
      'kms:GrantIsForAWSResource': 'true',
    },
  })
}

describe('a key policy allows the role', () => {
  test.each<[string, readonly object[]]>([
    ['by its ARN', [{ Principal: { AWS: [role] } }]],
    [
      'in two statements, one of them for grants',
      [
        { Principal: { AWS: role }, Action: ['kms:Decrypt', 'kms:ReEncrypt*'] },
        {
          Principal: { AWS: role },
          Action: 'kms:CreateGrant',
          Condition: { Bool: { 'kms:GrantIsForAWSResource': true } },
        },
      ],
    ],
    [
      'as everyone of the account, through EC2',
      [
        {
          Principal: { AWS: '*' },
          Condition: {
            StringEquals: { 'kms:CallerAccount': '111122223333' },
            StringLike: { 'kms:ViaService': 'ec2.*.amazonaws.com' },
          },
        },
      ],
    ],
    [
      'by a pattern of its ARN',
      [
        {
          Principal: '*',
          Condition: { ArnLike: { 'aws:principalarn': 'arn:aws:iam::*:role/aws-service-role/*' } },
        },
      ],
    ],
    [
      'beside a denial of something else',
      [{ Principal: '*' }, { Effect: 'Deny', Principal: '*', Action: 'kms:Sign' }],
    ],
    [
      'beside a denial of everyone else',
      [
        { Principal: '*' },
        { Effect: 'Deny', Principal: '*', Condition: { ArnNotEquals: { 'aws:PrincipalArn': [role] } } },
      ],
    ],
  ])('%s', (_, statements) => {
    expect(evaluate(...statements)).toBe('allowed')
  })
})

describe('a key policy says nothing about the role', () => {
  test.each<[string, readonly object[]]>([
    ['when it leaves the account to its IAM policies', [{ Principal: root }]],
    ['when it names another role', [{ Principal: { AWS: `${role}-other` } }]],
    [
      'when everyone of another account is meant',
      [{ Principal: '*', Condition: { StringEquals: { 'kms:CallerAccount': '999988887777' } } }],
    ],
    ['when it allows a service', [{ Principal: { Service: 'ec2.amazonaws.com' } }]],
  ])('%s', (_, statements) => {
    expect(evaluate(...statements)).toBe('silent')
  })
})

test.each<[string, object]>([
  ['by its ARN', { Principal: { AWS: role } }],
  ['with its account', { Principal: root }],
  ['with everyone', { Principal: '*', Action: 'kms:Create*' }],
])('a key policy denies the role %s, whatever it allows', (_, denial) => {
  expect(evaluate({ Principal: { AWS: role } }, { Effect: 'Deny', ...denial })).toBe('denied')
})

describe('only AWS can evaluate', () => {
  test.each<[string, object]>([
    ['a condition key', { Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } }],
    ['an operator', { Principal: '*', Condition: { NumericLessThan: { 'kms:CallerAccount': '1' } } }],
    [
      'a set operator',
      { Principal: '*', Condition: { 'ForAnyValue:StringLike': { 'kms:CallerAccount': '1' } } },
    ],
    ['a variable', { Principal: '*', Condition: { StringEquals: { 'kms:CallerAccount': '${aws:x}' } } }],
    ['NotPrincipal', { NotPrincipal: root }],
    [
      'a session',
      {
        Principal: { AWS: 'arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForAutoScaling/AutoScaling' },
      },
    ],
  ])('%s that it does not know', (_, statement) => {
    expect(evaluate(statement)).toBe('unknown')
    expect(evaluate({ Principal: '*' }, { Effect: 'Deny', ...statement })).toBe('unknown')
  })

  test('whether some of the actions are enough', () => {
    expect(evaluate({ Principal: { AWS: role }, Action: 'kms:Decrypt' })).toBe('unknown')
  })

  test('a policy that is not JSON', () => {
    const use = { principal: role, key: 'k', actions: ['kms:Decrypt'], context: {} }
    expect(evaluateKeyPolicy('{', use)).toBe('unknown')
  })
})
