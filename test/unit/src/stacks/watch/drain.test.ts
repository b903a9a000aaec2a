import { expect, test } from 'vitest'
import type { ContainerInstance, Ecs } from '#src/aws/ecs.ts'
import { drainText, heldInstances } from '#src/stacks/watch/drain.ts'

const cluster = {
  logicalId: 'Cluster',
  physicalId: 'fleet',
  type: 'AWS::ECS::Cluster',
  status: 'CREATE_COMPLETE',
}
const draining = (instanceId: string, runningTasks: number): ContainerInstance => ({
  arn: `arn:${instanceId}`,
  instanceId,
  status: 'DRAINING',
  agentConnected: true,
  agentVersion: null,
  runningTasks,
  used: { cpu: 0, memory: 0 },
  free: { cpu: 2048, memory: 3884 },
})

function ecs(
  instances: ContainerInstance[],
  groups: string[],
): () => Promise<Pick<Ecs, 'containerInstances' | 'taskGroups'>> {
  return async () => ({ containerInstances: async () => instances, taskGroups: async () => groups })
}

test('names services and tasks of no service, with their number', async () => {
  const groups = ['service:web', 'service:web', 'family:job:3']
  const held = await heldInstances([cluster], ecs([draining('i-1', 3), draining('i-2', 0)], groups))
  expect(drainText(held)).toBe(
    'draining waits for tasks to stop: i-1 runs service web (2 tasks), task family job:3 (1 task)',
  )
})

test('says nothing when nothing is held, or the stack has no cluster', async () => {
  expect(drainText(await heldInstances([cluster], ecs([], [])))).toBeUndefined()
  const never = () => Promise.reject(new Error('asked'))
  expect(await heldInstances([], never)).toEqual([])
})
