import { beforeEach, expect, test } from 'vitest'
import { createActuator } from '#sandbox/cloudformation/actuator/actuator.ts'
import { createRemembered } from '#sandbox/cloudformation/actuator/remembered.ts'
import { createWaitHandles } from '#sandbox/cloudformation/actuator/wait-handles.ts'
import { type Actuator, ResourceError, type ResourceRequest } from '#sandbox/cloudformation/types.ts'
import type { GroupRecord, MotoClient, ResourceAnswer } from '#sandbox/moto/client.ts'

const request: ResourceRequest = {
  stackId: 'arn:stack',
  stackName: 'web',
  rootName: 'web',
  region: 'us-east-1',
  logicalId: 'Topic',
  type: 'AWS::SNS::Topic',
  properties: { DisplayName: 'one' },
  tags: { team: 'a' },
  token: 'the-token',
}
const group = {
  stackId: 'arn:stack',
  stackName: 'web',
  rootName: 'web',
  region: 'us-east-1',
  physicalId: 'fleet',
}
const fleet: GroupRecord = {
  region: 'us-east-1',
  name: 'fleet',
  hasScheduledAction: false,
  min: 1,
  max: 3,
  desired: 2,
  instances: [{ instanceId: 'i-1', lifecycleState: 'InService', launchTemplate: 'lt-1:1' }],
}

let orders: Record<string, unknown>[]
let groups: readonly GroupRecord[]
let answer: ResourceAnswer
let passed: PromiseWithResolvers<void>
let actuator: Actuator

beforeEach(() => {
  orders = []
  groups = [fleet]
  answer = { physicalId: 'arn:topic', attributes: { TopicName: 'topic' } }
  passed = Promise.withResolvers()
  const moto = {
    state: async () => ({ instances: [], images: [], groups }),
    async resource(order: object) {
      orders.push({ ...order })
      return answer
    },
  } as unknown as MotoClient
  actuator = createActuator({
    waitHandles: createWaitHandles({
      endpoint: 'http://10.1.2.1',
      clock: { now: () => new Date() },
      signal: () => {},
    }),
    moto,
    remembered: createRemembered({ accountId: '123456789012', uniqueId: () => 'id' }),
    delegates: {
      remember: () => undefined,
      credentialsFor: (_, stackName) => ({ accessKeyId: `key of ${stackName}`, secretAccessKey: 's' }),
    },
    endpoint: 'http://gateway',
    nextPass: () => passed.promise,
    services: { stabilized: async () => undefined },
  })
})

/** What is in moto changes, and the machines followed. */
function move(next: readonly GroupRecord[]): void {
  groups = next
  const before = passed
  passed = Promise.withResolvers()
  before.resolve()
}
const actions = () => orders.map(({ action, properties }) => ({ action, ...(properties as object) }))

test('a resource is created with the credentials of its stack', async () => {
  expect(await actuator.create(request)).toEqual(answer)
  expect(orders).toMatchObject([
    {
      operation: 'create',
      type: 'AWS::SNS::Topic',
      properties: request.properties,
      endpoint: 'http://gateway',
      credentials: { accessKeyId: 'key of web' },
    },
  ])
})

test("an error has AWS's words and the token of the request", async () => {
  answer = { error: { message: 'No room', code: 'ServiceLimitExceeded' } }
  const made = actuator.create(request)
  await expect(made).rejects.toBeInstanceOf(ResourceError)
  await expect(made).rejects.toThrow(
    'Resource handler returned message: "No room" (RequestToken: the-token, HandlerErrorCode: ServiceLimitExceeded)',
  )
})

test('a resource without a Ref is an error', async () => {
  answer = {}
  await expect(actuator.create(request)).rejects.toThrow('The resource has no physical id')
})

test('a group is deleted when its instances are terminated, which a protected one is not', async () => {
  const type = 'AWS::AutoScaling::AutoScalingGroup'
  const removal = actuator.remove({ ...request, type, physicalId: 'fleet' })
  await new Promise(setImmediate)
  move([{ ...fleet, min: 0, max: 0, desired: 0 }])
  await new Promise(setImmediate)
  const sizes = { MinSize: 0, MaxSize: 0, DesiredCapacity: 0 }
  expect(actions()).toEqual([{ action: 'UpdateAutoScalingGroup', AutoScalingGroupName: 'fleet', ...sizes }])
  move([{ ...fleet, instances: [] }])
  await removal
  expect(orders.at(-1)).toMatchObject({ operation: 'remove', physicalId: 'fleet' })
})

test('a group is read with the launch source of each instance', async () => {
  const { region, name, hasScheduledAction, ...view } = fleet
  expect(await actuator.group(group)).toEqual(view)
  await expect(actuator.group({ ...group, physicalId: 'other' })).rejects.toBeInstanceOf(ResourceError)
})

test('omitted sizes are not part of the call', async () => {
  await actuator.resizeGroup(group, { desired: 3 })
  expect(actions()).toEqual([
    { action: 'UpdateAutoScalingGroup', AutoScalingGroupName: 'fleet', DesiredCapacity: 3 },
  ])
})

test('an instance is terminated when the group no longer has it', async () => {
  const terminated = actuator.terminateInGroup(group, 'i-1', true)
  await new Promise(setImmediate)
  move([{ ...fleet, instances: [] }])
  await terminated
  expect(actions()).toEqual([
    {
      action: 'TerminateInstanceInAutoScalingGroup',
      InstanceId: 'i-1',
      ShouldDecrementDesiredCapacity: true,
    },
  ])
})

test('the minimum of a group is lowered before the last allowed instance is terminated', async () => {
  move([{ ...fleet, min: 2, instances: [] }])
  await actuator.terminateInGroup(group, 'i-1', true)
  expect(actions()[0]).toEqual({
    action: 'UpdateAutoScalingGroup',
    AutoScalingGroupName: 'fleet',
    MinSize: 1,
  })
})
