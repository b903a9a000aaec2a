import { beforeEach, describe, expect, test } from 'vitest'
import { createEcsWorld, type EcsWorld } from '#test/helpers/ecs-world.ts'

const container = { name: 'web', image: 'web', memory: 64 }

let world: EcsWorld
beforeEach(() => {
  world = createEcsWorld()
})

const register = (more: object = {}) =>
  world.call('RegisterTaskDefinition', { family: 'web', containerDefinitions: [container], ...more })

test('a family has revisions; an unqualified name is the latest active one', async () => {
  await register()
  await register()
  await world.call('DeregisterTaskDefinition', { taskDefinition: 'web:2' })
  expect(await world.call('DescribeTaskDefinition', { taskDefinition: 'web' })).toMatchObject({
    taskDefinition: { revision: 1, status: 'ACTIVE', containerDefinitions: [{ essential: true, cpu: 0 }] },
  })
  expect(await world.call('DescribeTaskDefinition', { taskDefinition: 'web:2' })).toMatchObject({
    taskDefinition: { status: 'INACTIVE' },
  })
  const { taskDefinitionArns } = await world.call('ListTaskDefinitions', { familyPrefix: 'web' })
  expect(taskDefinitionArns).toEqual(['arn:aws:ecs:us-east-1:123456789012:task-definition/web:1'])
})

describe('RegisterTaskDefinition refuses', () => {
  test.each([
    ['a family with spaces', { family: 'a b' }, 'Family contains invalid characters'],
    ['no containers', { containerDefinitions: [] }, 'Container list cannot be empty.'],
    [
      'a container without memory',
      { containerDefinitions: [{ name: 'web', image: 'web' }] },
      "Invalid setting for container 'web'. At least one of 'memory' or 'memoryReservation' must be specified.",
    ],
    [
      'a container without an image',
      { containerDefinitions: [{ name: 'web', memory: 64 }] },
      'Container.image should not be null or empty.',
    ],
    [
      'no essential container',
      { containerDefinitions: [{ ...container, essential: false }] },
      'At least one container must be essential.',
    ],
    ['the same name twice', { containerDefinitions: [container, container] }, "Container name 'web' is used"],
    [
      'another host port with awsvpc',
      {
        networkMode: 'awsvpc',
        containerDefinitions: [{ ...container, portMappings: [{ containerPort: 80, hostPort: 81 }] }],
      },
      'When networkMode=awsvpc, the host ports and container ports in port mappings must match.',
    ],
    [
      'an unknown log driver',
      { containerDefinitions: [{ ...container, logConfiguration: { logDriver: 'local' } }] },
      "Log driver 'local' is not supported.",
    ],
    [
      'a log group that is missing',
      {
        containerDefinitions: [
          {
            ...container,
            logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-region': 'us-east-1' } },
          },
        ],
      },
      'Log driver awslogs requires options: awslogs-group',
    ],
    [
      'a volume that is not declared',
      {
        containerDefinitions: [
          { ...container, mountPoints: [{ sourceVolume: 'data', containerPath: '/data' }] },
        ],
      },
      "Unknown volume 'data' in container 'web'.",
    ],
    [
      'a placement constraint that it cannot read',
      { placementConstraints: [{ type: 'memberOf', expression: 'x' }] },
      'Invalid expression: x',
    ],
  ])('%s', async (_, more, message) => {
    await expect(register(more)).rejects.toThrow(message)
  })
})

describe('a call is refused', () => {
  const service = { serviceName: 'web', taskDefinition: 'web', desiredCount: 1 }
  test.each([
    ['DescribeServices', { cluster: 'other', services: ['web'] }, 'ClusterNotFoundException'],
    ['UpdateService', { service: 'web' }, 'ServiceNotFoundException'],
    ['CreateService', { ...service, taskDefinition: 'absent' }, 'ClientException'],
    ['CreateService', { ...service, launchType: 'FARGATE' }, 'InvalidParameterException'],
    [
      'CreateService',
      { ...service, loadBalancers: [{ targetGroupArn: 'x', containerName: 'absent', containerPort: 80 }] },
      'InvalidParameterException',
    ],
    ['StopTask', { task: 'absent' }, 'InvalidParameterException'],
    ['RunTask', { taskDefinition: 'web', count: 11 }, 'InvalidParameterException'],
  ])('%s %j with %s', async (action, parameters, code) => {
    await register()
    await expect(world.call(action, parameters)).rejects.toMatchObject({ code })
  })

  test('when the task definition is inactive', async () => {
    await register()
    await world.call('DeregisterTaskDefinition', { taskDefinition: 'web:1' })
    await expect(world.call('RunTask', { taskDefinition: 'web:1' })).rejects.toThrow(
      'TaskDefinition is inactive',
    )
  })

  test('when the name of the service exists', async () => {
    await register()
    await world.call('CreateService', service)
    await expect(world.call('CreateService', service)).rejects.toThrow(
      'Creation of service was not idempotent.',
    )
  })
})
