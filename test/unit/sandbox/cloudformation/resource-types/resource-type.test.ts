import { describe, expect, it } from 'vitest'
import { resourceTypes, typesOfAws } from '#sandbox/cloudformation/resource-types/generate.ts'
import {
  isKnownType,
  isTypeOnAws,
  replacementOf,
  violations,
} from '#sandbox/cloudformation/resource-types/resource-type.ts'
import table from '#sandbox/cloudformation/resource-types/resource-types.json' with { type: 'json' }
import published from '#sandbox/cloudformation/resource-types/types-of-aws.json' with { type: 'json' }

describe('resource-types.json', () => {
  it("matches AWS's schemas (to update it: npm run resource-types)", async () => {
    expect(table).toEqual(await resourceTypes())
  })

  it('is part of the list of all types', async () => {
    expect(published).toEqual(await typesOfAws())
    expect(Object.keys(table).filter(type => !isTypeOnAws(type))).toEqual([])
  })
})

describe('replacementOf', () => {
  it.each([
    ['AWS::AutoScaling::AutoScalingGroup', 'AutoScalingGroupName', 'always'],
    ['AWS::AutoScaling::AutoScalingGroup', 'LaunchTemplate/Version', 'never'],
    ['AWS::EC2::LaunchTemplate', 'LaunchTemplateData/ImageId', 'never'],
    ['AWS::EC2::SecurityGroup', 'VpcId', 'always'],
    ['AWS::AutoScaling::LaunchConfiguration', 'ImageId', 'always'],
    ['AWS::AutoScaling::LaunchConfiguration', 'BlockDeviceMappings/0/Ebs/VolumeSize', 'always'],
    ['AWS::ECS::CapacityProvider', 'AutoScalingGroupProvider/ManagedDraining', 'never'],
  ])('of %s by %s is %s', (type, path, replacement) => {
    expect(replacementOf(type, [path])).toBe(replacement)
  })
})

describe('violations', () => {
  it('finds nothing wrong with what the type declares', () => {
    expect(violations('AWS::AutoScaling::AutoScalingGroup', { MinSize: '1', MaxSize: '1' })).toEqual([])
  })

  it('names missing and unknown properties', () => {
    expect(violations('AWS::AutoScaling::AutoScalingGroup', { MinSize: '1', Size: '1' })).toEqual([
      '#: required key [MaxSize] not found',
      '#: extraneous key [Size] is not permitted',
    ])
  })
})

it('knows only types that the actuator supports', () => {
  expect(isKnownType('AWS::ECS::Cluster')).toBe(true)
  expect(isKnownType('AWS::Moon::Base')).toBe(false)
})
