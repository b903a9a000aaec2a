import { expect, test } from 'vitest'
import type { CloudFormation } from '#src/aws/cloudformation.ts'
import type { Ec2 } from '#src/aws/ec2.ts'
import type { Ecs } from '#src/aws/ecs.ts'
import type { Image } from '#src/aws/image.ts'
import { statusText } from '#src/reporters/status-text.ts'
import type { ChosenStack } from '#src/stacks/choose.ts'
import { stackStatuses } from '#src/stacks/status/status.ts'
import { description } from '#test/helpers/fake-cloudformation.ts'
import { fakeInstance } from '#test/helpers/fake-region.ts'
import { image } from '#test/unit/src/stacks/image.ts'

const fleet = {
  stack: 'cluster',
  environment: 'dev',
  stackName: 'fleet',
  channel: null as string | null,
  settings: { amis: { ImageId: 'ecs' } },
} as unknown as ChosenStack
const old = image({ imageId: 'ami-old', createdAt: new Date('2026-10-01T00:00:00Z') })
const newest = image({ imageId: 'ami-new', createdAt: new Date('2026-11-01T00:00:00Z') })
const foreign = image({ imageId: 'ami-foreign', name: 'theirs', tags: {} })
const gone = image({ imageId: 'ami-gone' })
const launchedAt = new Date('2026-11-20T12:00:00Z')
const now = new Date('2026-11-21T12:00:00Z')

const group = {
  logicalId: 'Group',
  physicalId: 'group-1',
  type: 'AWS::AutoScaling::AutoScalingGroup',
  status: '',
}
const cluster = { logicalId: 'Cluster', physicalId: 'web', type: 'AWS::ECS::Cluster', status: '' }

function look(
  instances: Readonly<Record<string, Image>>,
  stack = description('UPDATE_COMPLETE'),
  channel: string | null = null,
) {
  const cloudFormation = {
    stack: async (name: string) => (name === 'fleet' ? stack : undefined),
    resources: async () => [group, cluster],
  } as unknown as CloudFormation
  const ec2 = {
    ownImages: async () => [old, newest],
    image: async (id: string) => (id === 'ami-foreign' ? foreign : undefined),
    instances: async () =>
      Object.entries(instances).map(([id, { imageId }]) =>
        fakeInstance(id, { imageId, launchedAt, state: 'running' }),
      ),
  } as unknown as Ec2
  const ecs = {
    containerInstances: async () => [
      {
        arn: '',
        instanceId: 'i-1',
        status: 'ACTIVE',
        agentConnected: true,
        agentVersion: '1.108.1',
        runningTasks: 2,
      },
      {
        arn: '',
        instanceId: 'i-2',
        status: 'DRAINING',
        agentConnected: false,
        agentVersion: '1.108.1',
        runningTasks: 1,
      },
    ],
  } as unknown as Ecs
  const clients = {
    cloudFormation: async () => cloudFormation,
    ec2: async () => ec2,
    ecs: async () => ecs,
    channelImage: async (name: string, of: string) => (`${name} ${of}` === 'ecs stable' ? 'ami-old' : null),
  }
  return stackStatuses(
    [
      { ...fleet, channel },
      { ...fleet, environment: 'prod', stackName: 'other' },
    ],
    'shop',
    clients,
  )
}

test('each instance says what it runs, how far behind that is, and how its agent does', async () => {
  const [found] = await look({ 'i-1': newest, 'i-2': old, 'i-3': foreign })
  expect(found).toMatchObject({ state: 'UPDATE_COMPLETE', stackName: 'fleet' })
  expect(found?.instances).toMatchObject([
    { instanceId: 'i-1', behind: { bakes: 0 }, container: { agentConnected: true, runningTasks: 2 } },
    {
      instanceId: 'i-2',
      behind: { bakes: 1, days: 31, newestImageId: 'ami-new' },
      container: { status: 'DRAINING' },
    },
    { instanceId: 'i-3', behind: null, container: null, ami: { foreign: true, name: 'theirs' } },
  ])
})

test('a stack with a channel says what the channel holds', async () => {
  const [found] = await look({ 'i-1': newest, 'i-2': old, 'i-3': foreign }, undefined, 'stable')
  expect(found?.channel).toBe('stable')
  expect(found?.instances.map(({ channelImageId }) => channelImageId)).toEqual(['ami-old', 'ami-old', null])
})

test('a stack that is not there yet says so', async () => {
  const [, missing] = await look({})
  expect(missing).toMatchObject({ environment: 'prod', state: null, instances: [] })
})

test('a person reads one line for each instance', async () => {
  const found = await look({ 'i-1': newest, 'i-2': old, 'i-3': foreign, 'i-4': gone })
  const text = statusText(found, now, (_, line) => line)
  expect(text).toBe(`fleet  UPDATE_COMPLETE, changed 20 days ago
  i-1  ecs 2023.0.20261022, ami-new  newest  agent connected, 2 tasks  up 24 hours
  i-2  ecs 2023.0.20261022, ami-old  1 bake, 31 days behind  draining  agent not connected, 1 task  up 24 hours
  i-3  theirs, ami-foreign  not in the cluster  up 24 hours
  i-4  ami-gone (deleted)  not in the cluster  up 24 hours

other  not deployed
`)
})
