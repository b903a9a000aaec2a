import { beforeEach, describe, expect, test } from 'vitest'
import { createStackWorld, region, type StackWorld } from '#test/helpers/stack-world.ts'

const withHandle = (timeout = 600) => `
Resources:
  Handle:
    Type: AWS::CloudFormation::WaitConditionHandle
  Topic:
    Type: AWS::SNS::Topic
    DependsOn: Handle
  Wait:
    Type: AWS::CloudFormation::WaitCondition
    DependsOn: Topic
    Properties: { Handle: !Ref Handle, Count: 2, Timeout: ${timeout} }
Outputs:
  Data: { Value: !GetAtt Wait.Data }
`

const withPolicy = `
Parameters:
  Count: { Type: Number, Default: 1 }
Resources:
  Wait:
    Type: AWS::CloudFormation::WaitCondition
    CreationPolicy: { ResourceSignal: { Count: !Ref Count, Timeout: PT10M } }
`

describe('a wait condition', () => {
  let world: StackWorld

  beforeEach(() => {
    world = createStackWorld()
  })

  const described = () => world.engine.describeStacks({ StackName: 'a' }, region).Stacks[0]
  const status = () => described()?.StackStatus

  async function create(TemplateBody: string): Promise<void> {
    await world.engine.createStack({ StackName: 'a', TemplateBody }, region)
    await world.settle()
  }

  async function send(uniqueId: string, status: 'SUCCESS' | 'FAILURE', reason = ''): Promise<void> {
    const handle = world.engine.describeStackResource({ StackName: 'a', LogicalResourceId: 'Handle' }, region)
      .StackResourceDetail.PhysicalResourceId
    world.engine.signalHandle(described()?.StackId ?? '', handle ?? '', {
      status,
      uniqueId,
      reason,
      data: `data of ${uniqueId}`,
    })
    await world.settle()
  }

  test('is complete with the data of its signals when their number was sent to its handle', async () => {
    await create(withHandle())
    await send('one', 'SUCCESS')
    await send('one', 'SUCCESS')
    expect(status()).toBe('CREATE_IN_PROGRESS')
    await send('two', 'SUCCESS')
    expect(status()).toBe('CREATE_COMPLETE')
    const [data] = described()?.Outputs ?? []
    expect(JSON.parse(String(data?.OutputValue))).toEqual({ one: 'data of one', two: 'data of two' })
  })

  test('fails on the first failure, with its reason', async () => {
    await create(withHandle())
    await send('i-1', 'FAILURE', 'no disk')
    expect(status()).toBe('ROLLBACK_COMPLETE')
    expect(world.events('a')).toContain(
      "CREATE_FAILED Wait WaitCondition received failed message: 'no disk' for uniqueId: i-1",
    )
  })

  test('fails when its time is over', async () => {
    await create(withHandle())
    await send('one', 'SUCCESS')
    await world.pass(601)
    expect(world.events('a')).toContain(
      'CREATE_FAILED Wait WaitCondition timed out. Received 1 conditions when expecting 2',
    )
  })

  test.each([
    ['without a handle', '{ Timeout: 5 }', 'Property Handle cannot be empty.'],
    ['without a timeout', '{ Handle: !Ref Handle }', 'Property Timeout cannot be empty.'],
    [
      'with more than 12 hours',
      '{ Handle: !Ref Handle, Timeout: 43201 }',
      'Value of property Timeout must be from 0 to 43200.',
    ],
  ])('%s fails', async (_, properties, reason) => {
    await create(`
Resources:
  Handle: { Type: AWS::CloudFormation::WaitConditionHandle }
  Wait: { Type: AWS::CloudFormation::WaitCondition, Properties: ${properties} }
`)
    expect(world.events('a')).toContain(`CREATE_FAILED Wait ${reason}`)
  })

  test('cannot be updated, and the rollback leaves it alone', async () => {
    await create(withHandle())
    await send('one', 'SUCCESS')
    await send('two', 'SUCCESS')
    await world.engine.updateStack({ StackName: 'a', TemplateBody: withHandle(700) }, region)
    await world.settle()
    expect(world.events('a')).toContain(
      'UPDATE_FAILED Wait Update to resource type AWS::CloudFormation::WaitCondition is not supported.',
    )
    expect(status()).toBe('UPDATE_ROLLBACK_COMPLETE')
  })

  test('with a creation policy takes signals by its name, and another count later does not matter', async () => {
    await create(withPolicy)
    const signal = { StackName: 'a', LogicalResourceId: 'Wait', UniqueId: 'i-1', Status: 'SUCCESS' }
    world.engine.signalResource(signal, region)
    await world.settle()
    expect(status()).toBe('CREATE_COMPLETE')
    const Parameters = [{ ParameterKey: 'Count', ParameterValue: '3' }]
    await world.engine.updateStack({ StackName: 'a', UsePreviousTemplate: true, Parameters }, region)
    await world.settle()
    expect(status()).toBe('UPDATE_COMPLETE')
  })

  test('with a handle refuses signals by its name', async () => {
    await create(withHandle())
    const signal = { StackName: 'a', LogicalResourceId: 'Wait', UniqueId: 'i-1', Status: 'SUCCESS' }
    expect(() => world.engine.signalResource(signal, region)).toThrow('cannot be signaled')
  })
})
