import { expect, test } from 'vitest'
import { createServicesWatch } from '#src/stacks/services/watch-services.ts'
import { crashed, deployment, ecsWorld, ofService, revision, service } from './ecs-world.ts'
import { later, started, type World } from './watched.ts'

const done = deployment({ rollout: 'COMPLETED', running: 2 })

test('a service is deployed when only the new deployment is left, complete and with all its tasks', async () => {
  const world = ecsWorld()
  world.service = service({ deployments: [done] })
  const watch = await started(world)
  expect(await watch.conclude()).toMatchObject([
    { name: 'web', taskDefinition: 'web:12', state: { kind: 'steady' } },
  ])
})

test('the end waits for a deployment that still runs', async () => {
  const world = ecsWorld()
  const watch = await started(world)
  const { clock } = world.context
  const sleep = clock.sleep
  Object.assign(clock, {
    sleep: (milliseconds: number) => {
      world.service = service({ deployments: [done] })
      return sleep(milliseconds)
    },
  })
  expect(await watch.conclude()).toMatchObject([{ state: { kind: 'steady' } }])
})

test('a deployment that never becomes steady is not a success', async () => {
  const world = ecsWorld()
  const watch = await started(world)
  expect(await watch.conclude()).toMatchObject([{ state: { kind: 'running' } }])
})

test('a rollback of the circuit breaker is a failure with the reason of the first task', async () => {
  const world = ecsWorld()
  world.tasks = [crashed('a')]
  const watch = await started(world)
  const reason = 'ECS deployment circuit breaker: rolling back to deploymentId ecs-svc/1.'
  world.service = service({
    deployments: [
      deployment({ id: 'ecs-svc/3', revision: 11, running: 2, rolloutReason: reason }),
      deployment({
        status: 'ACTIVE',
        rollout: 'FAILED',
        rolloutReason: 'ECS deployment circuit breaker: tasks failed to start.',
      }),
    ],
  })
  await later(world)
  expect(await watch.conclude()).toMatchObject([
    {
      state: { kind: 'failed', reason: 'ECS deployment circuit breaker: tasks failed to start.' },
      cause: { code: 'CONTAINER_EXITED' },
    },
  ])
})

test('a rollback that ended between two looks is found in the history', async () => {
  const world = ecsWorld()
  world.service = service({ deployments: [done] })
  const watch = await started(world)
  world.history = [
    { status: 'ROLLBACK_SUCCESSFUL', reason: 'rolled back', targetRevision: null, createdAt: new Date() },
  ]
  expect(await watch.conclude()).toMatchObject([{ state: { kind: 'failed', reason: 'rolled back' } }])
})

test('another deployment that took the place of this one is not a success', async () => {
  const world = ecsWorld()
  const watch = await started(world)
  world.service = service({
    deployments: [deployment({ id: 'ecs-svc/9', revision: 13, rollout: 'COMPLETED', running: 2 })],
  })
  expect(await watch.conclude()).toMatchObject([
    {
      taskDefinition: 'web:12',
      state: { kind: 'replaced', taskDefinition: expect.stringMatching(/web:13$/) },
    },
  ])
})

test('a service that is created again in an update is followed from the call that created it', async () => {
  const world = ecsWorld()
  world.service = service({ deployments: [deployment({ rollout: 'COMPLETED', running: 2 })] })
  const watch = createServicesWatch(world.context)
  const time = new Date('2026-11-21T12:00:30Z')
  await watch.add(ofService('UPDATE_IN_PROGRESS', { time, reason: 'Resource creation Initiated' }))
  await watch.look()
  expect(await watch.conclude()).toMatchObject([{ taskDefinition: 'web:12', state: { kind: 'steady' } }])
})

test('a completed deployment is steady while automatic scaling adds tasks', async () => {
  const world = ecsWorld()
  world.service = service({
    desired: 5,
    running: 2,
    pending: 3,
    deployments: [deployment({ rollout: 'COMPLETED', desired: 5, running: 2, pending: 3 })],
  })
  const watch = await started(world)
  expect(await watch.conclude()).toMatchObject([{ state: { kind: 'steady' } }])
})

const seconds = ({ context }: World) => context.clock.now().getTime() / 1000

test('a service that can no longer be read at the end is not verified, within a minute', async () => {
  const world = ecsWorld()
  const watch = await started(world)
  world.denied.add('services')
  const before = seconds(world)
  expect(await watch.conclude()).toMatchObject([
    { name: 'web', state: { kind: 'unknown', reason: 'ecs:services is not allowed' } },
  ])
  expect(seconds(world) - before).toBeLessThan(60)
  expect(world.run.notices()).toContain('service web is not verified: ecs:services is not allowed')
})

test('a service that was never read is not verified', async () => {
  const world = ecsWorld()
  world.denied.add('services')
  const watch = await started(world)
  expect(await watch.conclude()).toMatchObject([{ taskDefinition: null, state: { kind: 'unknown' } }])
})

test('a read that fails once at the end is repeated', async () => {
  const world = ecsWorld()
  world.service = service({ deployments: [done] })
  const watch = await started(world)
  world.denied.add('services')
  const { clock } = world.context
  const { sleep } = clock
  Object.assign(clock, {
    sleep: (milliseconds: number) => {
      world.denied.clear()
      return sleep(milliseconds)
    },
  })
  expect(await watch.conclude()).toMatchObject([{ state: { kind: 'steady' } }])
})

function definition(number: number) {
  const type = 'AWS::ECS::TaskDefinition'
  return { logicalId: 'Task', physicalId: revision(number), type, status: 'UPDATE_COMPLETE' }
}

async function withoutHistory(world: World, resources: World['resources'], number = 12) {
  world.denied.add('serviceDeployments')
  world.resources = resources
  const deployments = [deployment({ revision: number, rollout: 'COMPLETED', running: 2 })]
  world.service = service({ deployments, taskDefinition: revision(number) })
  return (await started(world)).conclude()
}

test('without a history, a service is steady with the task definition of the stack', async () => {
  expect(await withoutHistory(ecsWorld(), [definition(12)])).toMatchObject([{ state: { kind: 'steady' } }])
})

test('without a history, the deployment of a rollback is not a success', async () => {
  expect(await withoutHistory(ecsWorld(), [definition(12)], 11)).toMatchObject([
    { taskDefinition: 'web:12', state: { kind: 'replaced', taskDefinition: revision(11) } },
  ])
})

test('without a history and a task definition in the stack, a service is not verified', async () => {
  const world = ecsWorld()
  expect(await withoutHistory(world, [])).toMatchObject([{ state: { kind: 'unknown' } }])
  expect(world.run.notices()).toEqual([
    'service web is not verified: its deployment history cannot be read, and the stack has no task definition of web',
  ])
})

test('a service in another cluster is followed although one cannot be read', async () => {
  const world = ecsWorld()
  const ecs = await world.context.clients.ecs()
  const watch = createServicesWatch({
    ...world.context,
    clients: {
      ...world.context.clients,
      ecs: async () => ({
        ...ecs,
        services: async (cluster, names) => {
          if (cluster === 'other') throw new Error('denied')
          return ecs.services(cluster, names)
        },
      }),
    },
  })
  const physicalId = 'arn:aws:ecs:us-east-1:123456789012:service/other/api'
  await watch.add(ofService('UPDATE_IN_PROGRESS', { physicalId, logicalId: 'Api' }))
  await watch.add(ofService('UPDATE_IN_PROGRESS'))
  world.service = service({ deployments: [done] })
  await watch.look()
  expect(await watch.conclude()).toMatchObject([
    { name: 'api', state: { kind: 'unknown' } },
    { name: 'web', state: { kind: 'steady' } },
  ])
})

test('a service that ECS does not find is not verified', async () => {
  const world = ecsWorld()
  world.service = undefined
  const watch = await started(world)
  expect(await watch.conclude()).toMatchObject([
    { state: { kind: 'unknown', reason: 'ECS does not find it' } },
  ])
})

test('a service that another one replaced has no outcome', async () => {
  const world = ecsWorld()
  world.service = service({ deployments: [done] })
  const watch = createServicesWatch(world.context)
  const physicalId = 'arn:aws:ecs:us-east-1:123456789012:service/shop/web-old'
  await watch.add(ofService('UPDATE_IN_PROGRESS', { physicalId }))
  await watch.add(ofService('UPDATE_IN_PROGRESS'))
  await watch.look()
  expect(await watch.conclude()).toMatchObject([{ name: 'web', state: { kind: 'steady' } }])
})
