import { expect, test } from 'vitest'
import type { Json } from '#src/config/settings.ts'
import { leftBehind } from '#src/stacks/plan/left-behind.ts'
import { evaluator } from '#src/stacks/template/evaluate.ts'
import { template } from '#test/unit/src/stacks/parameter.ts'
import { change } from './change.ts'

function warnings(version: Json, changed = 'Launch') {
  const cluster = template(
    {},
    {
      Group: {
        type: 'AWS::AutoScaling::AutoScalingGroup',
        properties: { LaunchTemplate: { LaunchTemplateId: { Ref: 'Launch' }, Version: version } },
      },
    },
  )
  return leftBehind([change({ logicalId: changed })], cluster, evaluator(cluster, { Version: '$Latest' }))
}

test('with $Latest a new AMI replaces nothing, which is said with the remedy', () => {
  for (const version of ['$Latest', { Ref: 'Version' }]) {
    expect(warnings(version)).toEqual([
      expect.stringMatching(
        /^Group: it launches version \$Latest of Launch.*!GetAtt Launch\.LatestVersionNumber/,
      ),
    ])
  }
})

test('with a number, or when something else changes, nothing is said', () => {
  expect(warnings({ 'Fn::GetAtt': ['Launch', 'LatestVersionNumber'] })).toEqual([])
  expect(warnings('$Latest', 'Cluster')).toEqual([])
})
