import { describe, expect, test } from 'vitest'
import type { ContainerInstance } from '#src/aws/ecs.ts'
import type { Json } from '#src/config/settings.ts'
import { noProgress } from '#src/stacks/deploy/document.ts'
import { fleetStep } from '#src/stacks/deploy/fleet-step.ts'
import type { Ending } from '#src/stacks/deploy/request.ts'
import { fakeCloudFormation } from '#test/helpers/fake-cloudformation.ts'
import { fastClock } from '#test/helpers/fake-region.ts'
import { fakeContext } from '#test/helpers/stacks-context.ts'
import { image } from '#test/unit/src/stacks/image.ts'
import { template } from '#test/unit/src/stacks/parameter.ts'

const found = image()
const resource = (type: string, properties = {}) => ({
  type,
  properties,
  updatePolicy: null,
  creationPolicy: null,
  metadata: null as Json,
})
const clusterTemplate = {
  ...template({ Image: {} }),
  resources: {
    Launch: resource('AWS::EC2::LaunchTemplate', { LaunchTemplateData: { ImageId: { Ref: 'Image' } } }),
    Group: resource('AWS::AutoScaling::AutoScalingGroup', {
      LaunchTemplate: { LaunchTemplateId: { Ref: 'Launch' } },
    }),
  },
}
const stackResources = [
  { logicalId: 'Group', physicalId: 'fleet-group', type: 'AWS::AutoScaling::AutoScalingGroup', status: '' },
  { logicalId: 'Cluster', physicalId: 'web', type: 'AWS::ECS::Cluster', status: '' },
]

/** One instance, which is in the cluster from the given look on; 0: never. */
async function run({
  joinsAt = 0,
  imageId = found.imageId,
  resources = stackResources,
  console = '',
  template: ofStack = clusterTemplate,
  amis = [{ parameter: 'Image', image: null, imageId: null, inFile: null, passedOver: null, found }],
}) {
  const clock = fastClock()
  const startedAt = clock.now()
  await clock.sleep(60_000)
  let looks = 0
  const member = { instanceId: 'i-1', lifecycleState: 'InService' }
  const cloudFormation = fakeCloudFormation(undefined)
  cloudFormation.client.resources = async () => resources
  const world = fakeContext(cloudFormation)
  const context = {
    ...world.context,
    clock,
    clients: {
      ...world.context.clients,
      autoScaling: async () =>
        ({ groups: async () => [{ name: 'fleet-group', instances: [member] }] }) as never,
      ecs: async () =>
        ({
          containerInstances: async () => {
            looks += 1
            const joined = { instanceId: 'i-1', status: 'ACTIVE', agentConnected: true } as ContainerInstance
            return joinsAt > 0 && looks >= joinsAt ? [joined] : []
          },
        }) as never,
      ec2: async () =>
        ({
          instances: async () => [
            { instanceId: 'i-1', imageId, launchedAt: new Date(startedAt.getTime() + 1000) },
          ],
          consoleOutput: async () => console,
        }) as never,
    },
  }
  const ending = {
    template: ofStack,
    amis,
    project: { images: {} },
    stackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/fleet/1',
    chosen: { stackName: 'fleet' },
  } as unknown as Ending
  const progress = noProgress()
  const during = { from: startedAt, to: new Date(startedAt.getTime() + 30_000) }
  const input = { ending, context, progress, during }
  const details: string[] = []
  const report = { progress: (detail: string) => void details.push(detail), output: () => undefined }
  const fleet = await fleetStep.run(input, report)
  return { summary: fleetStep.summary(fleet), details }
}

test('an instance that joins a little later is waited for', async () => {
  expect(await run({ joinsAt: 3 })).toEqual({
    summary: 'the new instance has joined',
    details: ['0/1 joined', '0/1 joined'],
  })
})

test('an instance that never joins fails the deploy, with advice by its console', async () => {
  await expect(run({ console: 'login:' })).rejects.toMatchObject({
    code: 'INSTANCES_NOT_JOINED',
    message: expect.stringContaining('did not join the cluster of the stack: i-1'),
    hint: expect.stringContaining('packer-ecs-first-run.service'),
    details: ['login:'],
  })
})

test('an instance from another AMI fails the deploy', async () => {
  await expect(run({ joinsAt: 1, imageId: 'ami-other' })).rejects.toMatchObject({
    code: 'INSTANCES_OTHER_AMI',
    message: expect.stringContaining('i-1 (ami-other)'),
  })
})

test('a stack without a cluster of its own is not checked', async () => {
  expect(await run({ resources: stackResources.slice(0, 1) })).toMatchObject({
    summary: expect.stringMatching(/^not checked/),
  })
})

describe('a stack whose AMI packer-ecs does not set', () => {
  const launching = (settings: object, metadata = {}) => ({
    ...clusterTemplate,
    resources: {
      ...clusterTemplate.resources,
      Launch: {
        ...resource('AWS::EC2::LaunchTemplate', { LaunchTemplateData: { ImageId: 'ami-1', ...settings } }),
        metadata,
      },
    },
  })
  const userData = { UserData: { 'Fn::Base64': { 'Fn::Sub': 'echo ECS_CLUSTER=${Cluster} >> ecs.config' } } }
  const ofInit = {
    'AWS::CloudFormation::Init': { config: { commands: { '1': { command: 'ECS_CLUSTER=' } } } },
  }
  const ofProvider = {
    ...launching({}),
    resources: {
      ...launching({}).resources,
      Provider: resource('AWS::ECS::CapacityProvider', {
        AutoScalingGroupProvider: { AutoScalingGroupArn: { Ref: 'Group' } },
      }),
    },
  }

  test.each([
    ['user data sets the cluster', launching(userData)],
    ['cfn-init sets the cluster', launching({}, ofInit)],
    ['a capacity provider names the group', ofProvider],
  ])('is checked if %s', async (_, ofStack) => {
    await expect(run({ template: ofStack, amis: [] })).rejects.toMatchObject({ code: 'INSTANCES_NOT_JOINED' })
    expect(await run({ template: ofStack, amis: [], joinsAt: 1 })).toMatchObject({
      summary: 'the new instance has joined',
    })
  })

  test('is not checked if its instances join no cluster', async () => {
    expect(await run({ template: launching({}), amis: [] })).toMatchObject({
      summary: expect.stringMatching(/^not checked: .*no group of container instances/),
    })
  })
})
