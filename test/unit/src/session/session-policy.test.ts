import { describe, expect, test } from 'vitest'
import type { Feature, Purpose, Use } from '#src/session/permissions.ts'
import { sessionPolicies } from '#src/session/session-policy.ts'
import {
  bakeStatements,
  deployStatements,
  promoteStatements,
  type Statement,
} from '#src/session/statements.ts'

const everyFeature: readonly Feature[] = [
  'keyAlias',
  'copy',
  'share',
  'shareSnapshots',
  'spot',
  'sessionManager',
  'temporaryProfile',
  'instanceProfile',
  'ownTemplate',
]
const everyPurpose: readonly Purpose[] = [
  'bake',
  'channels',
  'clean',
  'deploy',
  'doctor',
  'images',
  'promote',
  'status',
  'watch',
  'whoami',
]
const stackRole = 'arn:aws:iam::123456789012:role/for-stacks'

function use(purpose: Purpose, features: readonly Feature[] = []): Use {
  return { purpose, features, stackRole: purpose === 'deploy' ? stackRole : null }
}

function statementsOf(policy: string | undefined): readonly Statement[] {
  return JSON.parse(policy ?? '{"Statement":[]}').Statement
}

/** The statements of the most permissive policy. */
function allowed(purpose: Purpose, ...features: Feature[]): readonly Statement[] {
  return statementsOf(sessionPolicies(use(purpose, features))[0])
}

function actions(statements: readonly Statement[]): string[] {
  return statements.flatMap(({ Action }) => Action)
}

describe.each(everyPurpose)('the session policy of %s', purpose => {
  const policies = sessionPolicies(use(purpose, everyFeature))

  test('fits with every feature, without a statement dropped', () => {
    const [first = ''] = policies
    expect(first.length).toBeLessThanOrEqual(2048)
    expect(policies.length).toBe(statementsOf(first).length)
  })

  test('leaves room for a few more actions', () => {
    // The records of a bake are the first to be dropped.
    const kept = purpose === 'bake' ? policies[1] : policies[0]
    expect(kept?.length).toBeLessThanOrEqual(1900)
  })

  test('names no action twice, if one of the statements allows it for everything', () => {
    const all = statementsOf(policies[0])
    const isForAll = ({ Resource, Condition }: Statement) => Resource === '*' && Condition === undefined
    const everywhere = new Set(actions(all.filter(isForAll)))
    expect(actions(all.filter(one => !isForAll(one))).filter(action => everywhere.has(action))).toEqual([])
  })

  test('loses its last statements one by one, and never the first', () => {
    const all = statementsOf(policies[0])
    expect(policies.map(statementsOf)).toEqual(all.map((_, dropped) => all.slice(0, all.length - dropped)))
    expect(statementsOf(policies.at(-1))).toEqual(all.slice(0, 1))
  })

  test('covers no whole service and names nothing twice in a statement', () => {
    for (const { Action } of statementsOf(policies[0])) {
      expect(Action.filter(action => !/^[a-z0-9]+:[A-Z]\w+\*?$/.test(action))).toEqual([])
      expect(new Set(Action).size).toBe(Action.length)
    }
  })
})

describe('a bake', () => {
  test('gets no permission of IAM and Session Manager without network.ssh: session-manager', () => {
    const granted = actions(allowed('bake', 'copy', 'share'))
    expect(granted.filter(action => /^(iam|ssmmessages):|Session$/.test(action))).toEqual([])
  })

  test('over Session Manager gets those of IAM only for roles and profiles with Packer’s names', () => {
    const inIam = allowed('bake', 'sessionManager', 'temporaryProfile').filter(({ Action }) =>
      Action.join().includes('iam:'),
    )
    expect(inIam.map(({ Resource }) => Resource)).toEqual([
      ['arn:*:iam::*:role/packer-*', 'arn:*:iam::*:instance-profile/packer-*'],
    ])
  })

  test('over Session Manager can open and resume the data channel that the plugin signs itself', () => {
    expect(actions(allowed('bake', 'sessionManager'))).toEqual(
      expect.arrayContaining(['ssmmessages:OpenDataChannel', 'ssm:ResumeSession']),
    )
  })

  test('can use keys only through EC2, and describe those that it must compare', () => {
    const withKeys = allowed('bake', ...everyFeature).filter(({ Action }) => Action.join().includes('kms:'))
    const ofKeys = (actions: readonly string[]) => actions.filter(action => action.startsWith('kms:'))
    expect(withKeys.map(({ Action, Condition }) => Condition ?? ofKeys(Action))).toEqual([
      { StringLike: { 'kms:ViaService': 'ec2.*' } },
      ['kms:DescribeKey'],
    ])
  })

  test.each([
    ['ec2:CopyImage', 'copy'],
    ['ec2:GetEbsEncryptionByDefault', 'share'],
    ['ec2:ModifySnapshotAttribute', 'shareSnapshots'],
    ['ec2:CreateFleet', 'spot'],
    ['iam:CreateRole', 'temporaryProfile'],
  ] as const)('gets %s only for the feature %s or with an own template', (action, feature) => {
    const others = everyFeature.filter(other => other !== feature && other !== 'ownTemplate')
    expect(actions(allowed('bake', ...others))).not.toContain(action)
    expect(actions(allowed('bake', feature))).toContain(action)
    expect(actions(allowed('bake', 'ownTemplate'))).toContain(action)
  })

  test('with a policy that is too large loses its records first, then the diagnosis of failures', () => {
    const [, second, third] = sessionPolicies(use('bake', everyFeature))
    expect(actions(statementsOf(second))).not.toContain('s3:PutObject')
    expect(actions(statementsOf(second))).toContain(bakeStatements.Diagnose.Action[0])
    expect(actions(statementsOf(third))).not.toContain(bakeStatements.Diagnose.Action[0])
  })
})

test('a deploy can pass no role but the stack’s, and only to CloudFormation', () => {
  const passing = allowed('deploy').filter(({ Action }) => Action.includes('iam:PassRole'))
  expect(passing).toEqual([
    {
      Effect: 'Allow',
      Action: ['iam:PassRole'],
      Resource: stackRole,
      Condition: { StringEquals: { 'iam:PassedToService': 'cloudformation.amazonaws.com' } },
    },
  ])
})

test.each(['images', 'status', 'whoami'] as const)('%s can only read', purpose => {
  expect(actions(allowed(purpose, ...everyFeature))).toEqual(
    actions(allowed(purpose, ...everyFeature)).filter(action => /:(Describe|Get|List)/.test(action)),
  )
})

test('a watch can change nothing except that it can cancel an update', () => {
  const changing = actions(allowed('watch')).filter(action => !/:(Describe|Get|List)/.test(action))
  expect(changing).toEqual(['cloudformation:CancelUpdateStack'])
})

test('clean creates nothing and changes nothing but what it deletes', () => {
  const changing = actions(allowed('clean', ...everyFeature)).filter(
    action => !/:(Describe|Get|List)/.test(action),
  )
  expect(changing.filter(action => !/:(Delete|Deregister|Terminate|RemoveRoleFrom)/.test(action))).toEqual([])
})

test('a deploy can write artifacts to its bucket only, and still fits', () => {
  const [policy = ''] = sessionPolicies({ ...use('deploy'), artifactBucket: 'a'.repeat(63) })
  const bucket = `arn:*:s3:::${'a'.repeat(63)}`
  expect(statementsOf(policy)).toContainEqual({
    Effect: 'Allow',
    Action: ['s3:GetObject', 's3:ListBucket', 's3:PutObject'],
    Resource: [bucket, `${bucket}/packer-ecs/*`],
  })
  expect(statementsOf(sessionPolicies(use('deploy'))[0]).flatMap(({ Action }) => Action)).not.toContain(
    's3:PutObject',
  )
})

describe('a policy that is too long for STS', () => {
  const named = (length: number) =>
    ({ ...use('deploy'), stackRole: `arn:aws:iam::123456789012:role/${'a'.repeat(length)}` }) satisfies Use

  test('loses what a deploy can do without', () => {
    const [policy] = sessionPolicies(named(850))
    expect(actions(statementsOf(policy))).toContain('iam:PassRole')
    expect(actions(statementsOf(policy))).not.toContain('logs:GetLogEvents')
  })

  test('is an error when a deploy needs all that is left', () => {
    expect(() => sessionPolicies(named(1200))).toThrow(
      expect.objectContaining({
        code: 'SESSION_POLICY_TOO_LARGE',
        message: expect.stringMatching(
          /^the session policy for "deploy" has \d+ characters, but AWS allows 2048$/,
        ),
        hint: expect.stringContaining('shorter'),
      }),
    )
  })
})

test('a rollback of a stack can also reject the AMI that it leaves', () => {
  const [policy = ''] = sessionPolicies({ ...use('rollback'), stackRole })
  const statements = statementsOf(policy)
  expect(statements).toContainEqual({ Effect: 'Allow', ...promoteStatements.Reject })
  expect(statements).toContainEqual({ Effect: 'Allow', ...deployStatements.State })
  expect(actions(statements)).toContain('iam:PassRole')
})

test('a deploy of a project can write to the state, and to no other bucket', () => {
  const [policy] = sessionPolicies({ ...use('deploy'), recorded: true })
  expect(statementsOf(policy).filter(({ Action }) => Action.includes('s3:PutObject'))).toEqual([
    { Effect: 'Allow', ...deployStatements.State },
  ])
})
