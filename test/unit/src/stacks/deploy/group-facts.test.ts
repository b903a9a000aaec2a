import { expect, test } from 'vitest'
import type { ContainerInstance } from '#src/aws/ecs.ts'
import type { StacksContext } from '#src/stacks/context.ts'
import { groupFacts } from '#src/stacks/deploy/group-facts.ts'
import { change } from '#test/unit/src/stacks/plan/change.ts'

const used = { cpu: 256, memory: 512 }
const free = { cpu: 1792, memory: 3372 }

function member(instanceId: string, given: Partial<ContainerInstance> = {}): ContainerInstance {
  return {
    arn: `arn:${instanceId}`,
    instanceId,
    status: 'ACTIVE',
    agentConnected: true,
    agentVersion: null,
    runningTasks: 2,
    used,
    free,
    ...given,
  }
}

/** Of a group of i-1 and i-2, in a stack with a cluster. */
function facts(containerInstances: () => Promise<ContainerInstance[]>) {
  const group = { name: 'fleet', min: 1, max: 4, desired: 2, suspended: ['Launch'] }
  const instances = [
    { instanceId: 'i-1', lifecycleState: 'InService', isProtected: true },
    { instanceId: 'i-2', lifecycleState: 'InService', isProtected: false },
    { instanceId: 'i-0', lifecycleState: 'Terminating:Wait', isProtected: true },
  ]
  const cluster = { logicalId: 'Cluster', physicalId: 'fleet', type: 'AWS::ECS::Cluster', status: '' }
  const context = {
    clients: {
      autoScaling: async () => ({ groups: async () => [{ ...group, instances }] }),
      cloudFormation: async () => ({ resources: async () => [cluster] }),
      ecs: async () => ({ containerInstances }),
    },
  } as unknown as StacksContext
  const changes = [change({ logicalId: 'Group', physicalId: 'fleet' })]
  return groupFacts({ stackId: 'arn:stack', changes }, context)
}

test('what runs on the instances of the group, not on others of the cluster', async () => {
  const found = await facts(async () => [member('i-1'), member('i-2', { runningTasks: 0 }), member('i-3')])
  expect(found).toEqual({
    Group: {
      name: 'fleet',
      min: 1,
      max: 4,
      desired: 2,
      instances: 2,
      protectedInstances: ['i-1'],
      suspended: ['Launch'],
      load: [
        { tasks: 2, used, free },
        { tasks: 0, used, free },
      ],
    },
  })
})

test.each<[string, Partial<ContainerInstance>]>([
  ['that is drained', { status: 'DRAINING' }],
  ['whose agent is away', { agentConnected: false }],
])('an instance %s takes no further tasks', async (_, given) => {
  const { Group } = await facts(async () => [member('i-1'), member('i-2', given)])
  expect(Group?.load?.map(each => each.free)).toEqual([free, { cpu: 0, memory: 0 }])
})

test.each<[string, () => Promise<ContainerInstance[]>]>([
  ['nobody may look', () => Promise.reject(new Error('AccessDenied'))],
  ['none of them is in a cluster of the stack', async () => [member('i-3')]],
])('is not known where %s', async (_, containerInstances) => {
  expect((await facts(containerInstances)).Group).toMatchObject({ instances: 2, load: null })
})
