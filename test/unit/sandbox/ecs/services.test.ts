import { beforeEach, describe, expect, test } from 'vitest'
import { createEcsWorld, type EcsWorld, ended } from '#test/helpers/ecs-world.ts'

const container = { name: 'web', image: 'web:1', memory: 128, portMappings: [{ containerPort: 80 }] }
const group = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/1'
const loadBalancers = [{ targetGroupArn: group, containerName: 'web', containerPort: 80 }]
const breaker = {
  deploymentCircuitBreaker: {
    enable: true,
    rollback: true,
    resetOnHealthyTask: false,
    thresholdConfiguration: { type: 'COUNT', value: 3 },
  },
}

let world: EcsWorld
beforeEach(async () => {
  world = createEcsWorld()
  await register()
})

const register = (more: object = {}) =>
  world.call('RegisterTaskDefinition', { family: 'web', containerDefinitions: [{ ...container, ...more }] })
const create = (more: object = {}) =>
  world.call('CreateService', { serviceName: 'web', taskDefinition: 'web', desiredCount: 2, ...more })
const settle = async (times = 6) => {
  for (let index = 0; index < times; index++) {
    await world.pass()
    await world.obey()
  }
  await world.pass()
}
const deployments = () => world.service('web').deployments

describe('a service', () => {
  test('starts its tasks, reports a completed deployment, and then a steady state', async () => {
    await create()
    await settle()
    const ids = world.active().map(({ id }) => `(task ${id})`)
    expect(world.events('web').reverse()).toEqual([
      `(service web) has started 2 tasks: ${ids.join(' ')}.`,
      `(service web) (deployment ${deployments()[0]?.id}) deployment completed.`,
      '(service web) has reached a steady state.',
    ])
    expect(deployments()[0]).toMatchObject({ status: 'PRIMARY', rolloutState: 'COMPLETED', failedTasks: 0 })
  })

  test('replaces a task that ended by itself', async () => {
    await create()
    await settle()
    const [task] = world.active()
    if (task) await world.report(task, 'STOPPED', ended(task, 1))
    await settle()
    expect(task).toMatchObject({
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
    })
    expect(world.active()).toHaveLength(2)
    expect(world.active()).not.toContain(task)
  })

  test('rolls out a new task definition: the new tasks start first, and the old deployment goes', async () => {
    await create()
    await settle()
    await register({ image: 'web:2' })
    await world.call('UpdateService', { service: 'web', taskDefinition: 'web' })
    await world.pass()
    expect(world.active()).toHaveLength(4)
    expect(deployments().map(({ status, rolloutState }) => [status, rolloutState])).toEqual([
      ['PRIMARY', 'IN_PROGRESS'],
      ['ACTIVE', 'COMPLETED'],
    ])
    await settle()
    expect(world.active().map(({ definition }) => definition.revision)).toEqual([2, 2])
    expect(deployments()).toHaveLength(1)
  })

  test('a target is registered, drained before its task is stopped, and each step is an event', async () => {
    world.balanced.add(group)
    await create({ loadBalancers })
    await settle()
    expect(world.events('web')).toContain(`(service web) registered 2 targets in (target-group ${group})`)
    const [task] = world.active()
    await world.call('UpdateService', { service: 'web', desiredCount: 1 })
    await world.pass()
    const stopping = world.tasks().find(({ desiredStatus }) => desiredStatus === 'STOPPED')
    expect(stopping).toMatchObject({ lastStatus: 'DEACTIVATING', isStopOrdered: false })
    await settle()
    expect(stopping).toMatchObject({
      lastStatus: 'STOPPED',
      stopCode: 'ServiceSchedulerInitiated',
      stoppedReason: `Scaling activity initiated by (deployment ${deployments()[0]?.id})`,
    })
    expect(task).toBeDefined()
    expect(world.events('web')).toEqual(
      expect.arrayContaining([
        `(service web) has stopped 1 running tasks: (task ${stopping?.id}).`,
        `(service web) deregistered 1 targets in (target-group ${group})`,
        `(service web, taskSet ${deployments()[0]?.id}) has begun draining connections on 1 tasks.`,
      ]),
    )
  })

  test('a running task is not healthy before it is registered with its target group', async () => {
    world.balanced.add(group)
    await create({ loadBalancers })
    await world.pass()
    for (const task of world.active()) await world.report(task, 'RUNNING')
    await world.pass(3)
    expect(deployments()[0]?.rolloutState).toBe('IN_PROGRESS')
  })

  test('a task whose target stays unhealthy is stopped after the grace period, with the reason of the target', async () => {
    world.balanced.add(group)
    await create({ loadBalancers, healthCheckGracePeriodSeconds: 60, desiredCount: 1 })
    await settle(2)
    const [task] = world.active()
    const description = 'Health checks failed with these codes: [500]'
    const [target] = task?.targets ?? []
    world.targets.set(`${group} ${target?.id} ${target?.port}`, { state: 'unhealthy', description })
    await world.pass(5)
    expect(task?.desiredStatus).toBe('RUNNING')
    world.advance(60)
    await world.pass()
    await settle()
    expect(world.events('web')).toContain(
      `(service web) (task ${task?.id}) (instance ${task?.ec2InstanceId}) (port ${target?.port}) is unhealthy in ` +
        `(target-group ${group}) due to (reason ${description})`,
    )
    expect(task?.stoppedReason).toBe(`Task failed ELB health checks in (target-group ${group})`)
  })

  test('without room the event names what the closest instance lacks, once', async () => {
    await register({ memory: 4000 })
    await create()
    await world.pass(10)
    const [closest] = world.instances
    expect(world.events('web')).toEqual([
      '(service web) was unable to place a task because no container instance met all of its requirements. ' +
        `The closest matching (container-instance ${closest?.containerInstanceArn.split('/').at(-1)}) has insufficient ` +
        'memory available. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.',
    ])
  })

  test('with awsvpc the network interfaces of an instance limit its tasks', async () => {
    await world.call('RegisterTaskDefinition', {
      family: 'web',
      networkMode: 'awsvpc',
      containerDefinitions: [container],
    })
    const networkConfiguration = { awsvpcConfiguration: { subnets: ['subnet-1'] } }
    await create({ desiredCount: 5, networkConfiguration })
    await settle()
    expect(world.active()).toHaveLength(4)
    expect(world.events('web').join()).toContain('encountered error "RESOURCE:ENI"')
  })

  test('a task without a free address fails', async () => {
    world.ports.addresses.take = () => undefined
    await world.call('RegisterTaskDefinition', {
      family: 'web',
      networkMode: 'awsvpc',
      containerDefinitions: [container],
    })
    const networkConfiguration = { awsvpcConfiguration: { subnets: ['subnet-1'] } }
    await create({ desiredCount: 1, networkConfiguration })
    await world.pass()
    expect(world.tasks()[0]).toMatchObject({
      lastStatus: 'STOPPED',
      stopCode: 'TaskFailedToStart',
      stoppedReason: 'Timeout waiting for network interface provisioning to complete.',
    })
  })

  test('for another CPU architecture the event names the missing attribute', async () => {
    await world.call('RegisterTaskDefinition', {
      family: 'web',
      runtimePlatform: { cpuArchitecture: 'ARM64' },
      containerDefinitions: [container],
    })
    await create()
    await world.pass()
    expect(world.events('web')[0]).toContain('is missing an attribute required by your task')
  })

  test('without container instances the event says so', async () => {
    world.instances.length = 0
    await create()
    await world.pass()
    expect(world.events('web')[0]).toContain('Reason: No Container Instances were found in your cluster.')
  })

  test('a role that ECS tasks may not assume fails the task before it reaches an agent', async () => {
    const taskRoleArn = 'arn:aws:iam::123456789012:role/closed'
    world.closedRoles.add(taskRoleArn)
    await world.call('RegisterTaskDefinition', {
      family: 'web',
      taskRoleArn,
      containerDefinitions: [container],
    })
    await create({ desiredCount: 1 })
    await world.pass(2)
    expect(world.tasks()[0]).toMatchObject({
      lastStatus: 'STOPPED',
      stopCode: 'TaskFailedToStart',
      stoppedReason: expect.stringContaining(`ECS was unable to assume the role '${taskRoleArn}'`),
    })
  })
})

describe('a deployment that fails', () => {
  const fail = async () => {
    const reason =
      'CannotPullContainerError: pull image manifest has been retried 1 time(s): web:2: not found'
    for (let index = 0; index < 40; index++) {
      await world.pass()
      for (const task of world.active())
        if (task.definition.revision === 2 && task.lastStatus === 'PENDING')
          await world.report(task, 'STOPPED', { reason })
    }
  }

  test('is rolled back to the last completed one, whose tasks are kept', async () => {
    await create({ deploymentConfiguration: breaker })
    await settle()
    const kept = world.active()
    const [before] = deployments()
    await register({ image: 'web:2' })
    await world.call('UpdateService', { service: 'web', taskDefinition: 'web' })
    const failing = deployments()[0]
    await fail()
    expect(failing).toMatchObject({
      rolloutState: 'FAILED',
      failedTasks: expect.any(Number),
      rolloutStateReason: 'ECS deployment circuit breaker: tasks failed to start.',
    })
    expect(world.events('web')).toEqual(
      expect.arrayContaining([
        `(service web) (deployment ${failing?.id}) deployment failed: tasks failed to start.`,
        `(service web) rolling back to deployment ${before?.id}.`,
      ]),
    )
    expect(world.active()).toEqual(kept)
    expect(deployments()).toEqual([before])
    const { serviceDeployments } = (await world.call('ListServiceDeployments', { service: 'web' })) as {
      serviceDeployments: { status: string }[]
    }
    expect(serviceDeployments.map(({ status }) => status)).toEqual(['ROLLBACK_SUCCESSFUL', 'SUCCESSFUL'])
  })

  test('without a completed one before it stays failed and starts no more tasks', async () => {
    await register({ image: 'web:2' })
    await create({ deploymentConfiguration: breaker })
    await fail()
    expect(deployments()[0]).toMatchObject({ rolloutState: 'FAILED', status: 'PRIMARY' })
    expect(world.active()).toEqual([])
    const count = world.tasks().length
    await world.pass(60)
    expect(world.tasks()).toHaveLength(count)
  })

  test('without a circuit breaker its starts are delayed more and more', async () => {
    await register({ image: 'web:2' })
    await create({ desiredCount: 1 })
    await fail()
    expect(world.events('web').join()).toContain('is unable to consistently start tasks successfully.')
    expect(world.tasks().length).toBeLessThan(10)
    expect(deployments()[0]?.rolloutState).toBe('IN_PROGRESS')
  })

  test('is failed by an alarm, and rolled back', async () => {
    const alarms = { alarmNames: ['errors'], enable: true, rollback: true }
    await create({ deploymentConfiguration: { alarms } })
    await settle()
    await register({ image: 'web:2' })
    await world.call('UpdateService', { service: 'web', taskDefinition: 'web' })
    world.alarms.add('errors')
    await world.pass()
    expect(world.events('web').join()).toContain('deployment failed: alarm detected.')
    world.alarms.clear()
    await settle()
    expect(world.active().map(({ definition }) => definition.revision)).toEqual([1, 1])
  })

  test('that cannot be placed fails after a while', async () => {
    await register({ memory: 4000 })
    await create({ deploymentConfiguration: breaker })
    await world.pass(40)
    expect(deployments()[0]).toMatchObject({ rolloutState: 'FAILED', failedTasks: 3 })
  })
})

describe('draining', () => {
  test('a replacement starts on another instance before the task is stopped', async () => {
    await create({ desiredCount: 1 })
    await settle()
    const [task] = world.active()
    const index = world.instances.findIndex(one => one.containerInstanceArn === task?.containerInstanceArn)
    const drained = world.instances[index]
    if (drained) world.instances[index] = { ...drained, status: 'DRAINING' }
    await world.pass()
    expect(world.active()).toHaveLength(2)
    await settle()
    expect(world.active()).toHaveLength(1)
    expect(task?.lastStatus).toBe('STOPPED')
  })

  test('without another instance the task stays, unless fewer healthy tasks are allowed', async () => {
    await create({ desiredCount: 1 })
    await settle()
    const [task] = world.active()
    for (const [index, one] of world.instances.entries())
      world.instances[index] = { ...one, status: 'DRAINING' }
    await settle()
    expect(world.active()).toEqual([task])
    await world.call('UpdateService', {
      service: 'web',
      deploymentConfiguration: { minimumHealthyPercent: 0, maximumPercent: 100 },
    })
    await settle()
    expect(task?.lastStatus).toBe('STOPPED')
  })

  test('tasks of a lost instance end', async () => {
    await create({ desiredCount: 1 })
    await settle()
    const [task] = world.active()
    world.instances.splice(0)
    await world.pass()
    expect(task).toMatchObject({
      lastStatus: 'STOPPED',
      stoppedReason: `Host EC2 (instance ${task?.ec2InstanceId}) terminated.`,
    })
  })
})

describe('a daemon service', () => {
  const createDaemon = (more: object = {}) =>
    world.call('CreateService', {
      serviceName: 'web',
      taskDefinition: 'web',
      schedulingStrategy: 'DAEMON',
      ...more,
    })
  const instancesOfTasks = () => world.active().map(({ containerInstanceArn }) => containerInstanceArn)

  test('runs one task on each instance, also on one that joins later', async () => {
    await createDaemon()
    await settle()
    const [first, second] = world.instances
    expect(new Set(instancesOfTasks())).toEqual(
      new Set([first?.containerInstanceArn, second?.containerInstanceArn]),
    )
    expect(world.service('web')).toMatchObject({ desiredCount: 2, isSteady: true })
    if (first) world.instances.push({ ...first, containerInstanceArn: `${first.containerInstanceArn}3` })
    await settle()
    expect(new Set(instancesOfTasks()).size).toBe(3)
  })

  test('stops the old task of an instance before it starts the new one', async () => {
    await createDaemon()
    await settle()
    await register({ image: 'web:2' })
    await world.call('UpdateService', { service: 'web', taskDefinition: 'web' })
    await world.pass()
    expect(world.active()).toEqual([])
    await settle()
    expect(world.active().map(({ definition }) => definition.revision)).toEqual([2, 2])
    expect(new Set(instancesOfTasks()).size).toBe(2)
    expect(deployments()).toHaveLength(1)
  })

  test('keeps to its placement constraints, takes no placement strategy, and is deleted without force', async () => {
    const refused = createDaemon({ placementStrategy: [{ type: 'random' }] })
    await expect(refused).rejects.toMatchObject({ code: 'InvalidParameterException' })
    await createDaemon({
      placementConstraints: [{ type: 'memberOf', expression: 'attribute:ecs.os-type == windows' }],
    })
    await settle()
    expect(world.active()).toEqual([])
    expect(deployments()[0]).toMatchObject({ rolloutState: 'COMPLETED' })
    await world.call('DeleteService', { service: 'web' })
    expect(world.service('web').status).toBe('INACTIVE')
  })
})
