import { beforeEach, describe, expect, test } from 'vitest'
import { createEcsWorld, type EcsWorld } from '#test/helpers/ecs-world.ts'

const group = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/1'
const loadBalancers = [{ targetGroupArn: group, containerName: 'web', containerPort: 80 }]
const networkConfiguration = { awsvpcConfiguration: { subnets: ['subnet-1'] } }
const container = { name: 'web', image: 'web', memory: 64, portMappings: [{ containerPort: 80 }] }
const roleMissing = (what: string) =>
  `The ${what} because a valid taskRoleArn is not being used. ` +
  'Specify a valid task role in your task definition and try again.'
const graceRefused = 'Health check grace period is only valid for services configured to use load balancers'
const incompatible = (type: string, mode: string) =>
  `The provided target group ${group} has target type ${type}, which is incompatible with the ${mode} network mode ` +
  'specified in the task definition.'

let world: EcsWorld
beforeEach(async () => {
  world = createEcsWorld()
  world.balanced.add(group)
  await register('bridge')
  await register('awsvpc', { networkMode: 'awsvpc' })
  await register('idle', { containerDefinitions: [{ name: 'idle', image: 'idle', memory: 64 }] })
  await register('role', { taskRoleArn: 'arn:aws:iam::123456789012:role/task' })
})

const register = (family: string, more: object = {}) =>
  world.call('RegisterTaskDefinition', { family, containerDefinitions: [container], ...more })
const create = (taskDefinition: string, more: object = {}) =>
  world.call('CreateService', { serviceName: 'web', taskDefinition, desiredCount: 1, ...more })
const update = (more: object) => world.call('UpdateService', { service: 'web', ...more })
const refused = (message: string) => ({ code: 'InvalidParameterException', message })

describe('CreateService refuses', () => {
  test.each([
    ['a target group of instances with awsvpc', 'awsvpc', 'instance', { networkConfiguration }],
    ['a target group of addresses with bridge', 'bridge', 'ip', {}],
  ])('%s', async (_, mode, type, more) => {
    world.targetTypes.set(group, type)
    const created = create(mode, { loadBalancers, ...more })
    await expect(created).rejects.toMatchObject(refused(incompatible(type, mode)))
  })

  test('a grace period without load balancers', async () => {
    const created = create('bridge', { healthCheckGracePeriodSeconds: 30 })
    await expect(created).rejects.toMatchObject(refused(graceRefused))
  })

  test('ECS Exec without a task role', async () => {
    const enableExecuteCommand = true
    const created = create('bridge', { enableExecuteCommand })
    await expect(created).rejects.toMatchObject(refused(roleMissing("service couldn't be created")))
    await expect(create('role', { enableExecuteCommand })).resolves.toBeDefined()
  })
})

describe('UpdateService refuses', () => {
  beforeEach(() => create('bridge', { loadBalancers }))

  test('a task definition whose network mode does not fit the present target group', async () => {
    const updated = update({ taskDefinition: 'awsvpc', networkConfiguration })
    await expect(updated).rejects.toMatchObject(refused(incompatible('instance', 'awsvpc')))
  })

  test('a task definition without the container of the present load balancer', async () => {
    const message = 'The container web does not exist in the task definition.'
    await expect(update({ taskDefinition: 'idle' })).rejects.toMatchObject(refused(message))
    await expect(update({ taskDefinition: 'idle', loadBalancers: [] })).resolves.toBeDefined()
  })

  test('load balancers of which the grace period is left', async () => {
    await update({ healthCheckGracePeriodSeconds: 30 })
    await expect(update({ loadBalancers: [] })).rejects.toMatchObject(refused(graceRefused))
  })

  test('a network configuration with bridge', async () => {
    const message = 'Network Configuration is not valid for the given networkMode of this task definition.'
    await expect(update({ networkConfiguration })).rejects.toMatchObject(refused(message))
  })

  test('ECS Exec without a task role', async () => {
    const updated = update({ enableExecuteCommand: true })
    await expect(updated).rejects.toMatchObject(refused(roleMissing("service couldn't be updated")))
    await update({ taskDefinition: 'role', enableExecuteCommand: true })
    await expect(update({ taskDefinition: 'bridge' })).rejects.toMatchObject({
      code: 'InvalidParameterException',
    })
  })
})

test('RunTask with ECS Exec needs a task role, which can be an override', async () => {
  const run = (more: object) =>
    world.call('RunTask', { taskDefinition: 'bridge', enableExecuteCommand: true, ...more })
  await expect(run({})).rejects.toMatchObject(refused(roleMissing("task couldn't be started")))
  const overrides = { taskRoleArn: 'arn:aws:iam::123456789012:role/task' }
  await expect(run({ overrides })).resolves.toMatchObject({ tasks: [{}] })
})
