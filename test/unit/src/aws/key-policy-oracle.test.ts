import { runSimulation } from '@cloud-copilot/iam-simulate'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { evaluateKeyPolicy, type KeyPolicyAnswer, type KeyUse } from '#src/aws/key-policy.ts'

const account = '111122223333'
const role = `arn:aws:iam::${account}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`
const use: KeyUse = {
  principal: role,
  key: `arn:aws:kms:eu-central-1:${account}:key/k`,
  actions: ['kms:CreateGrant'],
  context: {
    'aws:PrincipalArn': role,
    'kms:CallerAccount': account,
    'kms:ViaService': 'ec2.eu-central-1.amazonaws.com',
    'kms:GrantIsForAWSResource': 'true',
  },
}

/** The simulator's words. An unknown answer makes no statement. */
const words: Readonly<Record<KeyPolicyAnswer, string | undefined>> = {
  allowed: 'Allowed',
  denied: 'ExplicitlyDenied',
  silent: 'ImplicitlyDenied',
  unknown: undefined,
}

async function simulated(policy: object): Promise<string> {
  const simulation = await runSimulation(
    {
      request: {
        principal: role,
        action: 'kms:CreateGrant',
        resource: { resource: use.key, accountId: account },
        contextVariables: { ...use.context },
      },
      identityPolicies: [],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      resourcePolicy: policy,
    },
    {},
  )
  return simulation.resultType === 'error' ? JSON.stringify(simulation.errors) : simulation.overallResult
}

const oneOrMore = <T>(values: fc.Arbitrary<T>) =>
  fc.oneof(values, fc.array(values, { minLength: 1, maxLength: 2 }))
const principals = fc.oneof(
  fc.constant('*'),
  oneOrMore(
    fc.constantFrom(
      '*',
      role,
      account,
      `arn:aws:iam::${account}:root`,
      `arn:aws:iam::${account}:role/other`,
      `arn:aws:iam::999988887777:root`,
    ),
  ).map(AWS => ({ AWS })),
)
const conditions = fc.oneof(
  fc.tuple(
    fc.constantFrom('StringEquals', 'StringNotEquals'),
    fc.constantFrom('kms:CallerAccount', 'KMS:calleraccount'),
    oneOrMore(fc.constantFrom(account, '999988887777')),
  ),
  fc.tuple(
    fc.constantFrom('StringLike', 'StringNotLike', 'StringLikeIfExists'),
    fc.constant('kms:ViaService'),
    oneOrMore(fc.constantFrom('ec2.*.amazonaws.com', 'ec2.eu-central-?.amazonaws.com', 'rds.*', '*')),
  ),
  fc.tuple(
    fc.constantFrom('ArnEquals', 'ArnLike', 'ArnNotLike'),
    fc.constant('aws:PrincipalArn'),
    oneOrMore(
      fc.constantFrom(
        role,
        `arn:aws:iam::${account}:role/*`,
        `arn:aws:iam::*:user/*`,
        'arn:*:iam::*:role/aws-service-role/*',
      ),
    ),
  ),
  fc.tuple(
    fc.constant('Bool'),
    fc.constant('kms:GrantIsForAWSResource'),
    oneOrMore(fc.constantFrom('true', 'false')),
  ),
  fc.tuple(fc.constant('StringEquals'), fc.constant('aws:PrincipalOrgID'), fc.constant('o-1')),
)
const statements = fc
  .record({
    Effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
    Principal: principals,
    action: fc.tuple(
      fc.constantFrom('Action', 'Action', 'NotAction'),
      oneOrMore(
        fc.constantFrom('kms:*', '*', 'kms:CreateGrant', 'KMS:create*', 'kms:Decrypt', 'kms:Create?rant'),
      ),
    ),
    Resource: oneOrMore(
      fc.constantFrom(
        '*',
        use.key,
        `arn:aws:kms:*:${account}:key/*`,
        `arn:aws:kms:us-east-1:${account}:key/k`,
      ),
    ),
    conditions: fc.uniqueArray(conditions, { maxLength: 2, selector: ([operator]) => operator }),
  })
  .map(({ action, conditions, ...others }) => ({
    ...others,
    ...Object.fromEntries([action]),
    Condition: Object.fromEntries(conditions.map(([operator, key, values]) => [operator, { [key]: values }])),
  }))

test('a key policy decides as an independent simulator of IAM says, where the answer is known', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(statements, { minLength: 1, maxLength: 4 }), async Statement => {
      const policy = { Version: '2012-10-17', Statement }
      const own = words[evaluateKeyPolicy(JSON.stringify(policy), use)]
      if (own !== undefined) expect(own).toBe(await simulated(policy))
    }),
    { numRuns: 1000 },
  )
})
