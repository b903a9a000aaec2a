import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { createStackWorld, region, type StackWorld } from '#test/helpers/stack-world.ts'

/** Of each type, properties that replace it, that do not, and nested ones of both kinds. */
const types = {
  'AWS::ECS::CapacityProvider': (one, other, third) => ({
    AutoScalingGroupProvider: {
      AutoScalingGroupArn: one,
      ManagedScaling: { Status: other, TargetCapacity: third },
    },
  }),
  'AWS::EC2::LaunchTemplate': (one, other, third) => ({
    LaunchTemplateData: { ImageId: one, BlockDeviceMappings: [{ DeviceName: other }, third] },
  }),
  'AWS::EC2::SecurityGroup': (one, other, third) => ({
    GroupDescription: 'a',
    VpcId: one,
    SecurityGroupIngress: [{ CidrIp: other }, { CidrIp: third }],
  }),
  'AWS::AutoScaling::LaunchConfiguration': (one, other, third) => ({
    ImageId: 'ami-1',
    InstanceType: 'm7i.large',
    KeyName: one,
    BlockDeviceMappings: [{ DeviceName: other, Ebs: { VolumeSize: third } }],
  }),
} satisfies Record<string, (...slots: object[]) => object>

type TypeName = keyof typeof types

interface Part {
  readonly type: TypeName
  readonly slots: readonly object[]
}

const expression = (logicalIds: readonly string[]): fc.Arbitrary<object> => {
  const reference = fc.constantFrom('P', 'Q', ...logicalIds).map(Ref => ({ Ref }))
  return fc.oneof(
    reference,
    fc.constant({ Ref: 'AWS::NoValue' }),
    fc.tuple(reference, reference).map(both => ({ 'Fn::Join': ['-', both] })),
    fc.constantFrom('x', 'y').map(text => ({ 'Fn::Sub': text })),
  )
}

const part = (type: TypeName, logicalIds: readonly string[]): fc.Arbitrary<Part> =>
  fc.record({ type: fc.constant(type), slots: fc.tuple(...[1, 2, 3].map(() => expression(logicalIds))) })

const typeNames = fc.array(fc.constantFrom(...(Object.keys(types) as TypeName[])), {
  minLength: 1,
  maxLength: 4,
})

const parts = (names: readonly TypeName[]): fc.Arbitrary<Part[]> =>
  fc.tuple(
    ...names.map((type, index) =>
      part(
        type,
        names.slice(0, index).map((_, other) => `R${other}`),
      ),
    ),
  )

const twoTemplates = typeNames.chain(names => fc.tuple(parts(names), parts(names)))
const values = fc.record({ P: fc.constantFrom('x', 'y'), Q: fc.constantFrom('x', 'y') })

describe('the replacement in a change set', () => {
  let world: StackWorld

  beforeEach(() => {
    world = createStackWorld()
  })

  const physicalIds = () =>
    Object.fromEntries(
      world.engine
        .describeStackResources({ StackName: 'a' }, region)
        .StackResources.map(resource => [resource.LogicalResourceId, resource.PhysicalResourceId]),
    )

  /** Physical ids before and after, and what the change set foretold of each resource that was there. */
  async function update(TemplateBody: string, parameters: Record<string, string>) {
    const call = { StackName: 'a', ChangeSetName: 'c', TemplateBody, Parameters: given(parameters) }
    await world.engine.createChangeSet(call, region)
    const { Changes, Status } = world.engine.describeChangeSet(call, region)
    const before = physicalIds()
    if (Status === 'CREATE_COMPLETE') {
      world.engine.executeChangeSet(call, region)
      await world.settle()
      expect(world.engine.describeStacks({}, region).Stacks[0]?.StackStatus).toBe('UPDATE_COMPLETE')
    }
    const foretold = new Map(
      Changes.map(({ ResourceChange: change }) => [change.LogicalResourceId, change.Replacement]),
    )
    return { before, after: physicalIds(), foretold }
  }

  test('is the same during the execution', async () => {
    await fc.assert(
      fc.asyncProperty(twoTemplates, values, values, async ([one, other], first, second) => {
        world = createStackWorld()
        await world.engine.createStack(
          { StackName: 'a', TemplateBody: templateOf(one), Parameters: given(first) },
          region,
        )
        await world.settle()
        const { before, after, foretold } = await update(templateOf(other), second)
        for (const logicalId of Object.keys(before)) {
          const fate = foretold.get(logicalId) ?? 'False'
          if (fate === 'Conditional') continue
          expect([logicalId, after[logicalId] !== before[logicalId]]).toEqual([logicalId, fate === 'True'])
        }
      }),
      { numRuns: 100 },
    )
  }, 60_000)

  test('depends on the nested property that changes, not on the one that contains it', async () => {
    const provider = (Status: string, AutoScalingGroupArn: string) =>
      templateOf([
        {
          type: 'AWS::ECS::CapacityProvider',
          slots: [{ 'Fn::Sub': AutoScalingGroupArn }, { 'Fn::Sub': Status }, { Ref: 'AWS::NoValue' }],
        },
      ])
    await world.engine.createStack({ StackName: 'a', TemplateBody: provider('ENABLED', 'arn-1') }, region)
    await world.settle()
    const scaled = await update(provider('DISABLED', 'arn-1'), {})
    expect([...scaled.foretold.values()]).toEqual(['False'])
    expect(scaled.after).toEqual(scaled.before)
    const moved = await update(provider('DISABLED', 'arn-2'), {})
    expect([...moved.foretold.values()]).toEqual(['True'])
    expect(moved.after).not.toEqual(moved.before)
  })
})

function templateOf(nodes: readonly Part[]): string {
  const Parameters = { P: { Type: 'String', Default: 'x' }, Q: { Type: 'String', Default: 'x' } }
  const Resources = Object.fromEntries(
    nodes.map(({ type, slots: [one = {}, other = {}, third = {}] }, index) => [
      `R${index}`,
      { Type: type, Properties: types[type](one, other, third) },
    ]),
  )
  return JSON.stringify({ Parameters, Resources })
}

function given(parameters: Record<string, string>) {
  return Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
    ParameterKey,
    ParameterValue,
  }))
}
