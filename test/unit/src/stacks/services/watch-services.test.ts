import { expect, test } from 'vitest'
import { createServicesWatch } from '#src/stacks/services/watch-services.ts'
import { ofStack } from '#test/unit/src/stacks/watch/events.ts'
import {
  crashed,
  deployment,
  ecsWorld,
  ofService,
  oldDeployment,
  service,
  targetGroup,
  task,
} from './ecs-world.ts'
import { events, later, started, type World } from './watched.ts'

const failing = (world: World) => events(world, 'service-failing')

test('a stack without services makes no call', async () => {
  const world = ecsWorld()
  const watch = createServicesWatch(world.context)
  await watch.add(ofStack('UPDATE_IN_PROGRESS'))
  await watch.look()
  expect(await watch.conclude()).toEqual([])
  expect(world.calls).toEqual([])
  expect(world.run.events).toEqual([])
})

test('reports the counts of a deployment, and again only when they change', async () => {
  const world = ecsWorld()
  world.service = service({ deployments: [deployment({ pending: 1 }), oldDeployment] })
  const watch = await started(world)
  await later(world)
  await watch.look()
  world.service = service({ deployments: [deployment({ running: 1 }), oldDeployment] })
  world.tasks = [task('a')]
  await later(world)
  await watch.look()
  expect(events(world, 'service-moved')).toMatchObject([
    {
      service: 'web',
      taskDefinition: 'web:12',
      desired: 2,
      pending: 1,
      running: 0,
      healthy: 0,
      failed: 0,
      old: 2,
    },
    { desired: 2, pending: 0, running: 1, healthy: 0, failed: 0, old: 2 },
  ])
})

test('a deployment in which nothing happens costs one call every 4 seconds', async () => {
  const world = ecsWorld()
  const watch = await started(world)
  world.calls.length = 0
  for (let second = 0; second < 60; second += 1) {
    await world.context.clock.sleep(1000)
    await watch.look()
  }
  expect(world.calls.filter(call => call === 'services').length).toBeLessThanOrEqual(16)
  expect(world.calls.filter(call => call === 'tasks').length).toBeLessThanOrEqual(6)
})

test("reports ECS's events since the start, in order, once each", async () => {
  const world = ecsWorld()
  const message = (id: string, seconds: number) => ({
    id,
    time: new Date(Date.parse('2026-11-21T12:00:00Z') + seconds * 1000),
    message: `(service web) ${id}`,
  })
  world.service = service({ events: [message('second', 6), message('first', 5), message('earlier', -5)] })
  const watch = await started(world)
  await later(world)
  await watch.look()
  expect(events(world, 'service-reported').map(event => event.message)).toEqual([
    '(service web) first',
    '(service web) second',
  ])
})

test('reports tasks with their instance and the health of their target', async () => {
  const world = ecsWorld()
  world.service = service({
    targets: [{ targetGroupArn: targetGroup, container: 'app', port: 8080 }],
    deployments: [deployment({ running: 1 }), oldDeployment],
  })
  world.tasks = [task('a')]
  world.targets = [
    { id: 'i-1', port: 32768, state: 'healthy', description: null },
    { id: 'i-1', port: 32769, state: 'draining', description: null },
  ]
  await started(world)
  expect(events(world, 'task-moved')).toMatchObject([
    { taskId: 'a', status: 'RUNNING', instanceId: 'i-1', health: 'healthy', reason: null },
  ])
  expect(events(world, 'service-moved')).toMatchObject([{ healthy: 1 }])
})

test('finds the target of a task with its own network interface by its address', async () => {
  const world = ecsWorld()
  const [container] = task('a').containers
  world.service = service({ targets: [{ targetGroupArn: targetGroup, container: 'app', port: 8080 }] })
  world.tasks = [task('a', { containers: container ? [{ ...container, addresses: ['10.0.0.9'] }] : [] })]
  world.targets = [{ id: '10.0.0.9', port: 8080, state: 'unhealthy', description: null }]
  await started(world)
  expect(events(world, 'task-moved')).toMatchObject([{ health: 'unhealthy' }])
})

test('a crashed task is reported with the last lines of its container and its cause, once', async () => {
  const world = ecsWorld()
  world.tasks = [crashed('a'), crashed('b')]
  world.lines['/shop web/app/a'] = ['connecting', 'FATAL: no database']
  const watch = await started(world)
  expect(events(world, 'task-log')).toMatchObject([
    { taskId: 'a', container: 'app', lines: ['connecting', 'FATAL: no database'] },
  ])
  expect(failing(world)).toMatchObject([
    { service: 'web', code: 'CONTAINER_EXITED', summary: 'container app exited with status 1' },
  ])
  expect(watch.causeOf(ofService('UPDATE_FAILED'))).toMatchObject({
    code: 'CONTAINER_EXITED',
    symptom: { taskId: 'a', log: ['connecting', 'FATAL: no database'] },
  })
})

test('reads a log again whose lines arrive late', async () => {
  const world = ecsWorld()
  world.tasks = [crashed('a')]
  const watch = await started(world)
  expect(events(world, 'task-log')).toEqual([])
  world.lines['/shop web/app/a'] = ['late']
  await later(world)
  await watch.look()
  expect(events(world, 'task-log')).toMatchObject([{ taskId: 'a', lines: ['late'] }])
  expect(watch.causeOf(ofService('UPDATE_FAILED'))?.symptom.log).toEqual(['late'])
})

test('tasks that scaling or another deployment stopped are no failures', async () => {
  const world = ecsWorld()
  world.tasks = [
    crashed('a', {
      stopCode: 'ServiceSchedulerInitiated',
      stoppedReason: 'Scaling activity initiated by (deployment ecs-svc/2)',
    }),
    crashed('b', { startedBy: 'ecs-svc/1' }),
  ]
  await started(world)
  expect(failing(world)).toEqual([])
})

test('a task that finds no room has its cause from the event, with the id of the EC2 instance', async () => {
  const world = ecsWorld()
  world.service = service({
    events: [
      {
        id: '1',
        time: new Date('2026-11-21T12:00:05Z'),
        message:
          '(service web) was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance 3f4de1c5-ffdd-4954-af7e-75b4be0c8841) has insufficient memory available. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.',
      },
    ],
  })
  await started(world)
  expect(failing(world)).toMatchObject([
    {
      code: 'NO_INSTANCE_FITS',
      summary:
        'no container instance has room for a task: the closest, i-1, has insufficient memory available',
    },
  ])
})

test('the third failed task without a success is hopeless, and is said once', async () => {
  const world = ecsWorld()
  world.tasks = [crashed('a'), crashed('b')]
  const watch = await started(world)
  expect(watch.hopeless()).toEqual([])
  world.service = service({ deployments: [deployment({ failed: 3 }), oldDeployment] })
  await later(world)
  await watch.look()
  expect(watch.hopeless()).toMatchObject([
    { name: 'web', failed: 3, hasBreaker: true, cause: { code: 'CONTAINER_EXITED' } },
  ])
  expect(watch.hopeless()).toEqual([])
})

test('a deployment with a healthy task is not hopeless', async () => {
  const world = ecsWorld()
  world.service = service({ deployments: [deployment({ failed: 3 }), oldDeployment] })
  world.tasks = [task('a', { health: 'HEALTHY' }), crashed('b'), crashed('c'), crashed('d')]
  const watch = await started(world)
  expect(watch.hopeless()).toEqual([])
})

test('a service whose cluster has no instance yet is not hopeless before instances had time to join', async () => {
  const world = ecsWorld()
  const message =
    'service web was unable to place a task because no container instance met all of its requirements. Reason: No Container Instances were found in your cluster.'
  const time = new Date(oldDeployment.createdAt.getTime() + 86_405_000)
  world.service = service({
    deployments: [deployment({ failed: 3 }), oldDeployment],
    events: [{ id: '1', time, message }],
  })
  const watch = await started(world)
  expect(failing(world)).toMatchObject([{ code: 'NO_CAPACITY' }])
  expect(watch.hopeless()).toEqual([])
  await world.context.clock.sleep(11 * 60_000)
  await watch.look()
  expect(watch.hopeless()).toMatchObject([{ failed: 3, cause: { code: 'NO_CAPACITY' } }])
})

test('a deployment that failed and was rolled back between two looks is explained by its tasks', async () => {
  const world = ecsWorld()
  world.service = service({ deployments: [{ ...oldDeployment, status: 'PRIMARY' }] })
  const watch = await started(world)
  world.tasks = [crashed('aa')]
  await watch.add(ofService('UPDATE_FAILED'))
  expect(failing(world)).toMatchObject([{ code: 'CONTAINER_EXITED' }])
})

test('a denied call is reported once and does not end the watch', async () => {
  const world = ecsWorld()
  const watch = createServicesWatch({
    ...world.context,
    clients: { ...world.context.clients, ecs: () => Promise.reject(new Error('denied')) },
  })
  await watch.add(ofService('UPDATE_IN_PROGRESS'))
  await watch.look()
  await later(world)
  await watch.look()
  expect(world.run.notices()).toEqual(['cannot read the services: denied'])
})

test('a failed event of the service is explained although the rollback follows at once', async () => {
  const world = ecsWorld()
  const watch = await started(world)
  world.tasks = [crashed('a')]
  await watch.add(ofService('UPDATE_FAILED'))
  await watch.add(ofStack('UPDATE_ROLLBACK_IN_PROGRESS'))
  expect(watch.causeOf(ofService('UPDATE_FAILED'))).toMatchObject({ code: 'CONTAINER_EXITED' })
})

test('an unhealthy target is a cause only if its task is of the new deployment', async () => {
  const message = (id: string) =>
    `(service web) (task ${id}) (port 8080) is unhealthy in (target-group ${targetGroup}) due to (reason Health checks failed with these codes: [503])`
  const about = (id: string) => ({ id, time: new Date('2026-11-21T12:00:05Z'), message: message(id) })
  const world = ecsWorld()
  world.tasks = [task('aa')]
  world.service = service({ events: [about('bb')] })
  const watch = await started(world)
  expect(failing(world)).toEqual([])
  world.service = service({ events: [about('aa'), about('bb')] })
  await later(world)
  await watch.look()
  expect(failing(world)).toMatchObject([
    {
      code: 'TARGET_UNHEALTHY',
      summary: 'the health check failed: Health checks failed with these codes: [503]',
    },
  ])
})

test('the cause in an event is reported although the tasks cannot be read', async () => {
  const world = ecsWorld()
  world.denied.add('tasks')
  const time = new Date('2026-11-21T12:00:05Z')
  const message = '(service web) was unable to assume the role arn:aws:iam::1:role/task'
  world.service = service({ events: [{ id: '1', time, message }] })
  await started(world)
  expect(failing(world)).toMatchObject([{ code: 'TASK_ROLE_NOT_ASSUMABLE' }])
  expect(world.run.notices()).toEqual(['cannot read the services: ecs:tasks is not allowed'])
})

test('an event about a task is explained once its task can be read', async () => {
  const world = ecsWorld()
  world.denied.add('tasks')
  const time = new Date('2026-11-21T12:00:05Z')
  const message = `(service web) (task aa) (port 8080) is unhealthy in (target-group ${targetGroup})`
  world.service = service({ events: [{ id: '1', time, message }] })
  world.tasks = [task('aa')]
  const watch = await started(world)
  expect(failing(world)).toEqual([])
  world.denied.clear()
  await world.context.clock.sleep(11_000)
  await watch.look()
  expect(failing(world)).toMatchObject([{ code: 'TARGET_UNHEALTHY' }])
})

test.each([
  ['of the new deployment is a cause', 32768, ['TARGET_UNHEALTHY']],
  ['of another deployment is not', 40000, []],
])('an unhealthy instance and port %s', async (_, port, codes) => {
  const world = ecsWorld()
  const time = new Date('2026-11-21T12:00:05Z')
  const message = `(service web) (instance i-1) (port ${port}) is unhealthy in (target-group ${targetGroup}) due to (reason Request timed out)`
  world.service = service({ events: [{ id: '1', time, message }] })
  world.tasks = [task('aa')]
  await started(world)
  expect(failing(world).map(({ code }) => code)).toEqual(codes)
})

test('a health check is that of the only target group if the text names no ARN', async () => {
  const world = ecsWorld()
  world.healthCheck = {
    path: '/health',
    port: 'traffic-port',
    protocol: 'HTTP',
    matcher: '200',
    intervalSeconds: 10,
    timeoutSeconds: 5,
    unhealthyThreshold: 2,
  }
  world.service = service({ targets: [{ targetGroupArn: targetGroup, container: 'app', port: 8080 }] })
  world.tasks = [crashed('a', { stoppedReason: 'Task failed ELB health checks in (target-group web)' })]
  await started(world)
  expect(failing(world)).toMatchObject([
    { summary: 'the health check HTTP /health (every 10 s, 2 failures, expects 200) failed' },
  ])
})

test('a deployment whose list of tasks was cut is not hopeless', async () => {
  const world = ecsWorld()
  world.tasks = Array.from({ length: 1000 }, (_, index) => crashed(`a${index}`))
  const watch = await started(world)
  expect(watch.hopeless()).toEqual([])
})

test('of an event and the task that it is about, the event says more: the status of the health check', async () => {
  const world = ecsWorld()
  const watch = await started(world)
  const where = `(port 8080) is unhealthy in (target-group ${targetGroup})`
  const message = `(service web) (task aa) ${where} due to (reason Health checks failed with these codes: [503])`
  world.service = service({ events: [{ id: 'e', time: new Date('2026-11-21T12:00:05Z'), message }] })
  world.tasks = [
    task('aa', {
      status: 'STOPPED',
      stoppedReason: `Task failed ELB health checks in (target-group ${targetGroup})`,
    }),
  ]
  await later(world)
  await watch.look()
  expect(failing(world)).toMatchObject([
    { code: 'TARGET_UNHEALTHY', summary: expect.stringContaining('[503]') },
  ])
})
