import { runUnsafeSimulation } from '@cloud-copilot/iam-simulate'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Context } from '#sandbox/iam/context.ts'
import { type AccessRequest, refusalOf } from '#sandbox/iam/evaluate.ts'
import { parseIdentityPolicy } from '#sandbox/iam/policy.ts'

const account = '123456789012'
const principal = `arn:aws:iam::${account}:user/team/alice`

/** The simulator's word for the end of AWS's error message. */
function resultOf(refusal: string | undefined): string {
  if (refusal === undefined) return 'Allowed'
  return refusal.startsWith('with an explicit deny') ? 'ExplicitlyDenied' : 'ImplicitlyDenied'
}

function simulated(request: AccessRequest, identity: readonly object[], limit: object | undefined): string {
  return runUnsafeSimulation(
    {
      request: {
        principal,
        action: request.action,
        resource: { resource: request.resource, accountId: account },
        contextVariables: mutable(request.context),
      },
      identityPolicies: identity.map((policy, index) => ({ name: `policy-${index}`, policy })),
      ...(limit && { permissionBoundaryPolicies: [{ name: 'limit', policy: limit }] }),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  )
}

function mutable(context: Context): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(context).map(([key, value]) => [key, typeof value === 'string' ? value : [...value]]),
  )
}

const actions = fc.constantFrom('ec2:StopInstances', 'ec2:StartInstances', 'ssm:GetParameter')
const actionPatterns = fc.constantFrom(
  '*',
  'ec2:*',
  'EC2:stopinstances',
  'ec2:Stop*',
  'ec2:St??tInstances',
  'ec2:*Instances',
  'ssm:Get*',
  'iam:PassRole',
  'ec2:StopInstance',
)
const resources = fc.constantFrom(
  `arn:aws:ec2:us-east-1:${account}:instance/i-1`,
  `arn:aws:ec2:eu-west-1:${account}:instance/i-2`,
  'arn:aws:ec2:us-east-1::image/ami-1',
  `arn:aws:ssm:us-east-1:${account}:parameter/team/alice/one`,
  `arn:aws:logs:us-east-1:${account}:log-group:/ecs:log-stream:one`,
)
const resourcePatterns = fc.constantFrom(
  '*',
  'arn:aws:ec2:*:*:*',
  'arn:*:ec2:*:*:*',
  'arn:aws:ec2:*:*:instance/*',
  `arn:aws:ec2:us-east-1:${account}:instance/i-1`,
  `arn:aws:ec2:us-*:${account}:instance/i-?`,
  'arn:aws:ec2:*::image/*',
  `arn:aws:ssm:*:${account}:parameter/team/\${aws:username}/*`,
  'arn:aws:ssm:*:*:parameter/team/${aws:TagKeys}/*',
  'arn:aws:ssm:*:*:parameter/*',
  'arn:aws:logs:*:*:log-group:/ecs:*',
  'arn:aws:logs:*:*:log-group:*:log-stream:one',
  'arn:aws:logs:*:*:log-group:/ecs',
)

/** AWS completes them; the simulator does so in Resource only. */
const shortPatterns = fc.constantFrom('arn:aws:ec2:us-east-1:*', 'arn:aws:ec2', `arn:aws:ssm:*:${account}`)

/** Values of each kind of key, for requests and policies alike. */
const texts = fc.constantFrom(
  'alice',
  'ALICE',
  'al*',
  'al?ce',
  'bob',
  '',
  '${aws:username}',
  'a${*}',
  '${aws:absent}',
)
const arns = fc.constantFrom(
  principal,
  `arn:aws:iam::${account}:user/*`,
  `arn:aws:iam::*:user/team/\${aws:username}`,
  `arn:aws:iam::${account}:role/alice`,
  'arn:aws:iam::*:*',
  '*',
)
const numbers = fc.constantFrom('1', '10', '9.5', '-3', '1.0', 'many')
const dates = fc.constantFrom('2026-11-30T00:00:00Z', '2026-12-01T00:00:00Z', '2026-11-30', 'today')
const booleans = fc.constantFrom('true', 'false', 'True')
const addresses = fc.constantFrom('10.0.0.7', '10.0.1.7', '192.0.2.1')
const networks = fc.constantFrom('10.0.0.0/24', '10.0.0.0/8', '10.0.0.7', '10.0.0.4/30')

const kinds = [
  {
    keys: ['aws:username', 'aws:RequestTag/team', 'AWS:resourcetag/team'],
    operators: [
      'StringEquals',
      'StringNotEquals',
      'StringEqualsIgnoreCase',
      'StringNotEqualsIgnoreCase',
      'StringLike',
      'StringNotLike',
    ],
    sent: fc.constantFrom('alice', 'Alice', 'al*', 'bob'),
    wanted: texts,
  },
  {
    keys: ['aws:PrincipalArn'],
    operators: ['ArnEquals', 'ArnNotEquals', 'ArnLike', 'ArnNotLike'],
    sent: fc.constantFrom(principal, `arn:aws:iam::${account}:role/alice`),
    wanted: arns,
  },
  {
    keys: ['aws:MultiFactorAuthAge', 'ec2:VolumeSize'],
    operators: [
      'NumericEquals',
      'NumericNotEquals',
      'NumericLessThan',
      'NumericLessThanEquals',
      'NumericGreaterThan',
      'NumericGreaterThanEquals',
    ],
    sent: fc.constantFrom('1', '10', '9.5'),
    wanted: numbers,
  },
  {
    keys: ['aws:CurrentTime', 'aws:TokenIssueTime'],
    operators: [
      'DateEquals',
      'DateNotEquals',
      'DateLessThan',
      'DateLessThanEquals',
      'DateGreaterThan',
      'DateGreaterThanEquals',
    ],
    sent: fc.constantFrom('2026-11-30T00:00:00Z', '2026-11-30T12:00:00.000Z'),
    wanted: dates,
  },
  {
    keys: ['aws:MultiFactorAuthPresent', 'aws:SecureTransport'],
    operators: ['Bool'],
    sent: fc.constantFrom('true', 'false'),
    wanted: booleans,
  },
  { keys: ['aws:SourceIp'], operators: ['IpAddress', 'NotIpAddress'], sent: addresses, wanted: networks },
] as const

const tagKeys = fc.uniqueArray(fc.constantFrom('team', 'Team', 'owner', 'run'), { maxLength: 3 })

const contexts: fc.Arbitrary<Context> = fc
  .tuple(
    ...kinds.flatMap(({ keys, sent }) =>
      keys.map(key =>
        fc.option(
          sent.map(value => [key, value] as const),
          { freq: 3 },
        ),
      ),
    ),
    fc.option(tagKeys.map(keys => ['aws:TagKeys', keys] as const)),
  )
  .map(entries => Object.fromEntries(entries.filter(entry => entry !== null)))

const oneOrMore = <T>(values: fc.Arbitrary<T>) =>
  fc.oneof(values, fc.array(values, { minLength: 1, maxLength: 3 }))

const conditions = fc.oneof(
  ...kinds.map(({ keys, operators, wanted }) =>
    fc
      .tuple(
        fc.constantFrom(...operators),
        fc.boolean(),
        fc.constantFrom(...keys),
        oneOrMore(wanted as fc.Arbitrary<string>),
      )
      .map(
        ([operator, ifExists, key, values]) =>
          [`${operator}${ifExists ? 'IfExists' : ''}`, key, values] as const,
      ),
  ),
  fc
    .tuple(
      fc.constantFrom('ForAllValues:', 'ForAnyValue:'),
      fc.constantFrom('StringEquals', 'StringNotEquals', 'StringLike', 'StringNotLike'),
      oneOrMore(fc.constantFrom('team', 'owner', 't*', '*')),
    )
    .map(([quantifier, operator, values]) => [`${quantifier}${operator}`, 'aws:TagKeys', values] as const),
  fc
    .tuple(
      fc.constantFrom('aws:username', 'aws:TagKeys', 'aws:SourceIp'),
      oneOrMore(fc.constantFrom('true', 'false')),
    )
    .map(([key, values]) => ['Null', key, values] as const),
)

const statements = fc
  .record({
    Effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
    action: fc.tuple(fc.constantFrom('Action', 'Action', 'NotAction'), oneOrMore(actionPatterns)),
    resource: fc.oneof(
      fc.tuple(
        fc.constant('Resource'),
        oneOrMore(fc.oneof({ weight: 4, arbitrary: resourcePatterns }, shortPatterns)),
      ),
      fc.tuple(fc.constant('NotResource'), oneOrMore(resourcePatterns)),
    ),
    conditions: fc.uniqueArray(conditions, { maxLength: 2, selector: ([operator]) => operator }),
  })
  .map(({ Effect, action, resource, conditions }) => ({
    Effect,
    ...Object.fromEntries([action, resource]),
    ...(conditions.length === 0
      ? {}
      : {
          Condition: Object.fromEntries(
            conditions.map(([operator, key, values]) => [operator, { [key]: values }]),
          ),
        }),
  }))

const policies = fc
  .array(statements, { minLength: 1, maxLength: 3 })
  .map(Statement => ({ Version: '2012-10-17', Statement }))

const parsed = (policy: object) => parseIdentityPolicy(JSON.stringify(policy))

test.each(['boundary', 'session'] as const)(
  'identity policies and a %s decide as an independent simulator of IAM says',
  limiting => {
    fc.assert(
      fc.property(
        fc.record({ action: actions, resource: resources, context: contexts }),
        fc.array(policies, { maxLength: 2 }),
        fc.option(policies, { nil: undefined }),
        (request, identity, limit) => {
          const own = refusalOf(request, {
            identity: identity.map(parsed),
            boundary: limiting === 'boundary' && limit ? parsed(limit) : undefined,
            session: limiting === 'session' && limit ? [parsed(limit)] : undefined,
          })
          expect(resultOf(own)).toBe(simulated(request, identity, limit))
        },
      ),
      { numRuns: 1000 },
    )
  },
)
