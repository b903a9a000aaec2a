import { beforeEach, describe, expect, test } from 'vitest'
import { createStackWorld, region, type StackWorld } from '#test/helpers/stack-world.ts'

const template = `
Parameters:
  Image: { Type: String, Default: ami-1 }
  Desired: { Type: Number, Default: 2 }
  Max: { Type: Number, Default: 3 }
Resources:
  Template:
    Type: AWS::EC2::LaunchTemplate
    Properties: { LaunchTemplateData: { ImageId: !Ref Image } }
  Group:
    Type: AWS::AutoScaling::AutoScalingGroup
    CreationPolicy: { ResourceSignal: { Count: !Ref Desired, Timeout: PT10M } }
    UpdatePolicy:
      AutoScalingRollingUpdate:
        { MinInstancesInService: !Ref Desired, MaxBatchSize: 1, PauseTime: PT5M, WaitOnResourceSignals: true, SuspendProcesses: [HealthCheck] }
      AutoScalingScheduledAction: { IgnoreUnmodifiedGroupSizeProperties: true }
    Properties:
      MinSize: '1'
      MaxSize: !Ref Max
      DesiredCapacity: !Ref Desired
      AvailabilityZones: !GetAZs ''
      LaunchTemplate: { LaunchTemplateId: !Ref Template, Version: !GetAtt Template.LatestVersionNumber }
`

describe('an Auto Scaling group of a stack', () => {
  let world: StackWorld

  beforeEach(() => {
    world = createStackWorld()
  })

  const status = () => world.engine.describeStacks({ StackName: 'a' }, region).Stacks[0]?.StackStatus
  const group = () => [...world.groups.values()][0]
  const instances = () => group()?.instances.map(({ instanceId }) => instanceId) ?? []
  const versions = () => group()?.instances.map(({ launchTemplate }) => launchTemplate?.split(':')[1])

  async function signal(UniqueId: string, Status = 'SUCCESS'): Promise<void> {
    world.engine.signalResource({ StackName: 'a', LogicalResourceId: 'Group', UniqueId, Status }, region)
    await world.settle()
  }

  async function create(values: Record<string, string> = {}, TemplateBody = template): Promise<void> {
    await world.engine.createStack({ StackName: 'a', TemplateBody, Parameters: given(values) }, region)
    await world.settle()
    for (const id of instances()) await signal(id)
  }

  async function update(values: Record<string, string>): Promise<void> {
    await world.engine.updateStack(
      { StackName: 'a', UsePreviousTemplate: true, Parameters: given(values) },
      region,
    )
    await world.settle()
  }

  const given = (values: Record<string, string>) =>
    Object.entries(values).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue }))

  test('is complete when every instance has signalled', async () => {
    await world.engine.createStack({ StackName: 'a', TemplateBody: template }, region)
    await world.settle()
    const [first = '', second = ''] = instances()
    await signal(first)
    expect(status()).toBe('CREATE_IN_PROGRESS')
    await signal(second)
    expect(status()).toBe('CREATE_COMPLETE')
    expect(world.events('a')).toContain(
      `CREATE_IN_PROGRESS Group Received SUCCESS signal with UniqueId ${first}`,
    )
  })

  test('fails on a failure signal, and the stack rolls back', async () => {
    await world.engine.createStack({ StackName: 'a', TemplateBody: template }, region)
    await world.settle()
    await signal(instances()[0] ?? '', 'FAILURE')
    expect(status()).toBe('ROLLBACK_COMPLETE')
    expect(world.events('a')).toContain(
      'CREATE_FAILED Group Received 1 FAILURE signal(s) out of 2.  Unable to satisfy 100% MinSuccessfulInstancesPercent requirement',
    )
  })

  test('fails when signals do not arrive in time, even if the timer fires early', async () => {
    await world.engine.createStack({ StackName: 'a', TemplateBody: template }, region)
    await world.settle()
    await world.wakeEarly()
    expect(status()).toBe('CREATE_IN_PROGRESS')
    await world.pass(601)
    expect(status()).toBe('ROLLBACK_COMPLETE')
  })

  test('is deleted with its stack during its creation', async () => {
    await world.engine.createStack({ StackName: 'a', TemplateBody: template }, region)
    await world.settle()
    const { StackId } = world.engine.describeStacks({ StackName: 'a' }, region).Stacks[0] ?? {}
    world.engine.deleteStack({ StackName: 'a' }, region)
    await world.settle()
    expect(world.engine.describeStacks({ StackName: StackId }, region).Stacks[0]?.StackStatus).toBe(
      'DELETE_COMPLETE',
    )
    expect(world.resources.size).toBe(0)
  })

  test('is not deleted while its stack is being updated', async () => {
    await create()
    await update({ Image: 'ami-2' })
    expect(() => world.engine.deleteStack({ StackName: 'a' }, region)).toThrow(
      'Stack [a] cannot be deleted while in status UPDATE_IN_PROGRESS',
    )
  })

  test('refuses a signal when its stack does not wait', async () => {
    await create()
    await expect(signal('i-1')).rejects.toThrow('is in CREATE_COMPLETE state and cannot be signaled')
  })

  test('launches new instances first if its maximum size allows it', async () => {
    await create()
    const [first = '', second = ''] = instances()
    await update({ Image: 'ami-2' })
    expect(instances()).toHaveLength(3)
    await signal(instances()[2] ?? '')
    expect(instances()).toHaveLength(3)
    expect(instances()).not.toContain(first)
    await signal(instances()[2] ?? '')
    expect(status()).toBe('UPDATE_COMPLETE')
    expect(instances()).toHaveLength(2)
    expect(instances()).not.toContain(second)
    expect(versions()).toEqual(['2', '2'])
    expect(group()).toMatchObject({ min: 1, max: 3, desired: 2 })
    expect(world.calls.filter(call => /suspend|resume/.test(call))).toEqual([
      'suspend HealthCheck',
      'resume HealthCheck',
    ])
    expect(world.events('a')).toContain(
      'UPDATE_IN_PROGRESS Group Temporarily setting autoscaling group MinSize and DesiredCapacity to 3.',
    )
  })

  test('terminates old instances first if its maximum size requires it', async () => {
    const one = template.replace('MinInstancesInService: !Ref Desired', 'MinInstancesInService: 1')
    await create({ Max: '2' }, one)
    const before = instances()
    await update({ Image: 'ami-2', Max: '2' })
    expect(instances()).toHaveLength(2)
    expect(instances()).not.toContain(before[0])
    await signal(instances()[1] ?? '')
    await signal(instances()[1] ?? '')
    expect(status()).toBe('UPDATE_COMPLETE')
    expect(versions()).toEqual(['2', '2'])
  })

  test('replaces nothing if it must keep as many instances as it may have', async () => {
    await create({ Max: '2' })
    const before = instances()
    await update({ Image: 'ami-2', Max: '2' })
    expect(world.events('a')).toContain(
      "UPDATE_FAILED Group MinInstancesInService must be less than the autoscaling group's MaxSize",
    )
    expect(status()).toBe('UPDATE_ROLLBACK_COMPLETE')
    expect(instances()).toEqual(before)
  })

  test('accepts failures of new instances up to a share of the whole update', async () => {
    const half = template.replace('MaxBatchSize: 1', 'MaxBatchSize: 1, MinSuccessfulInstancesPercent: 50')
    await create({}, half)
    await update({ Image: 'ami-2' })
    await signal(instances()[2] ?? '', 'FAILURE')
    expect(status()).toBe('UPDATE_IN_PROGRESS')
    await signal(instances()[2] ?? '', 'FAILURE')
    expect(world.events('a')).toContain(
      'UPDATE_FAILED Group Received 2 FAILURE signal(s) out of 2.  Unable to satisfy 50% MinSuccessfulInstancesPercent requirement',
    )
  })

  test('rolls back when a new instance fails, and keeps the old instances', async () => {
    await create()
    const before = instances()
    await update({ Image: 'ami-2' })
    await signal(instances()[2] ?? '', 'FAILURE')
    expect(status()).toBe('UPDATE_ROLLBACK_COMPLETE')
    expect(instances()).toEqual(before)
    expect(group()).toMatchObject({ min: 1, max: 3, desired: 2 })
  })

  test('rolls back when the update is cancelled', async () => {
    await create()
    const before = instances()
    await update({ Image: 'ami-2' })
    world.engine.cancelUpdateStack({ StackName: 'a' }, region)
    await world.settle()
    expect(status()).toBe('UPDATE_ROLLBACK_COMPLETE')
    expect(instances()).toEqual(before)
  })

  test('that also grows with the update waits for all new instances', async () => {
    await create({ Desired: '1', Max: '4' })
    await update({ Image: 'ami-2', Desired: '2', Max: '4' })
    expect(world.events('a').at(-1)).toBe(
      'UPDATE_IN_PROGRESS Group New instance(s) added to autoscaling group - Waiting on 2 resource signal(s) with a timeout of PT5M.',
    )
    for (const id of instances().slice(1)) await signal(id)
    expect(status()).toBe('UPDATE_COMPLETE')
    expect(versions()).toEqual(['2', '2'])
    expect(group()).toMatchObject({ min: 1, max: 4, desired: 2 })
  })

  test('is not waited for when only its size changes', async () => {
    await create()
    await update({ Desired: '3' })
    expect(status()).toBe('UPDATE_COMPLETE')
    expect(instances()).toHaveLength(3)
  })

  test('is cancelled once when the update is cancelled during a batch, and rolls back', async () => {
    const plain = template.replace(', SuspendProcesses: [HealthCheck]', '')
    expect(plain).not.toBe(template)
    await create({}, plain)
    await update({ Image: 'ami-2' })
    const [, , UniqueId] = instances()
    const signalled = { StackName: 'a', LogicalResourceId: 'Group', UniqueId, Status: 'SUCCESS' }
    world.engine.signalResource(signalled, region)
    world.engine.cancelUpdateStack({ StackName: 'a' }, region)
    await world.settle()
    for (let round = 0; status() === 'UPDATE_ROLLBACK_IN_PROGRESS' && round < 9; round += 1) {
      await signal(instances().at(-1) ?? '')
    }
    expect(status()).toBe('UPDATE_ROLLBACK_COMPLETE')
    expect(world.events('a').filter(event => event === 'UPDATE_COMPLETE Group')).toHaveLength(1)
    expect(group()).toMatchObject({ min: 1, max: 3, desired: 2 })
  })

  test('keeps a size that was set outside of the stack', async () => {
    await create({ Max: '9' })
    const current = group()
    if (current === undefined) throw new Error('no group')
    current.desired = 5
    const launchTemplate = current.launchTemplate
    for (const n of [1, 2, 3])
      current.instances.push({ instanceId: `i-x${n}`, lifecycleState: 'InService', launchTemplate })
    await update({ Image: 'ami-2', Max: '9' })
    while (status() === 'UPDATE_IN_PROGRESS') {
      const [newest = ''] = instances().toReversed()
      await signal(newest)
    }
    expect(status()).toBe('UPDATE_COMPLETE')
    expect(group()).toMatchObject({ desired: 5, min: 1, max: 9 })
    expect(versions()).toEqual(['2', '2', '2', '2', '2'])
  })
})
