import { expect, test } from 'vitest'
import { sessionUse } from '#src/connect/session-use.ts'
import { imageSettings } from '#test/helpers/settings.ts'

const none = { accounts: [], organizations: [], organizationalUnits: [], snapshots: false }
const plain = await imageSettings()

test('images with the defaults need nothing beyond a plain bake', () => {
  expect(sessionUse('bake', { images: { plain } }, null)).toEqual({
    purpose: 'bake',
    features: [],
    stackRole: null,
  })
})

test.each([
  ['keyAlias', { rootVolume: { ...plain.rootVolume, kmsKey: 'alias/images' } }],
  ['copy', { copyTo: ['us-west-2'] }],
  ['share', { shareWith: { ...none, accounts: ['111122223333'] } }],
  ['share', { shareWith: { ...none, organizations: ['arn:aws:organizations::1:organization/o-1'] } }],
  ['share', { shareWith: { ...none, organizationalUnits: ['arn:aws:organizations::1:ou/o-1/ou-1'] } }],
  ['spot', { spot: { maxPrice: null, instanceTypes: [] } }],
  ['instanceProfile', { network: { ...plain.network, instanceProfile: 'builder' } }],
  ['ownTemplate', { template: 'own.pkr.hcl.hbs' }],
] as const)('one image with %s is enough for the whole project', (feature, replaced) => {
  const images = { plain, other: { ...plain, ...replaced } }
  expect(sessionUse('bake', { images }, null)?.features).toEqual([feature])
})

test('Session Manager needs a temporary profile unless the image names one', () => {
  const featuresWith = (instanceProfile: string | null) => {
    const network = { ...plain.network, ssh: 'session-manager' as const, instanceProfile }
    return sessionUse('bake', { images: { plain: { ...plain, network } } }, null)?.features
  }
  expect(featuresWith(null)).toEqual(['sessionManager', 'temporaryProfile'])
  expect(featuresWith('builder')).toEqual(['sessionManager', 'instanceProfile'])
})

test('sharing snapshots needs a permission in addition to sharing the AMI', () => {
  const shareWith = { ...none, accounts: ['111122223333'], snapshots: true }
  expect(sessionUse('bake', { images: { plain: { ...plain, shareWith } } }, null)?.features).toEqual([
    'share',
    'shareSnapshots',
  ])
})

test('several images need what any of them needs', () => {
  const images = {
    one: { ...plain, copyTo: ['us-west-2'] },
    other: { ...plain, template: 'own.pkr.hcl.hbs' },
  }
  expect(sessionUse('bake', { images }, null)?.features).toEqual(['copy', 'ownTemplate'])
})

test('a command without a configuration needs no feature', () => {
  expect(sessionUse('clean', undefined, null)).toEqual({ purpose: 'clean', features: [], stackRole: null })
})

test('only a deploy without a role for CloudFormation has no limit', () => {
  expect(sessionUse('deploy', { images: {} }, null)).toBeNull()
  expect(sessionUse('deploy', { images: {} }, 'arn:aws:iam::1:role/r')?.stackRole).toBe(
    'arn:aws:iam::1:role/r',
  )
  expect(sessionUse('watch', { images: {} }, null)).not.toBeNull()
})

test('a deploy writes to the artifact bucket, if there is one', () => {
  const project = { images: {}, artifactBucket: 'artifacts' }
  expect(sessionUse('deploy', project, 'arn:aws:iam::1:role/r')?.artifactBucket).toBe('artifacts')
  expect(sessionUse('watch', project, null)).not.toHaveProperty('artifactBucket')
})

test('a deploy may read channels if a stack has one', () => {
  const stacks = { cluster: { channels: { prod: 'stable' } } } as never
  expect(sessionUse('deploy', { images: { plain }, stacks }, 'arn')).toMatchObject({ channels: true })
  expect(sessionUse('deploy', { images: { plain }, stacks: {} }, 'arn')).not.toHaveProperty('channels')
})

test('a promotion may assume the roles of the targets, each once', () => {
  const target = { account: '111122223333', region: 'us-east-1', role: 'arn:aws:iam::111122223333:role/t' }
  const targets = { one: target, other: { ...target, region: 'eu-west-1' }, own: { ...target, role: null } }
  expect(sessionUse('promote', { images: {}, targets }, null)?.targetRoles).toEqual([target.role])
})

test('a deploy of a project records what the stack runs', () => {
  expect(sessionUse('deploy', { images: { plain }, name: 'shop' }, 'arn')).toMatchObject({ recorded: true })
  expect(sessionUse('deploy', { images: { plain }, name: null }, 'arn')).not.toHaveProperty('recorded')
})
