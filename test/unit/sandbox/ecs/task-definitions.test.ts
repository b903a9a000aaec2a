import { beforeEach, describe, expect, test } from 'vitest'
import { createEcsWorld, type EcsWorld } from '#test/helpers/ecs-world.ts'

const container = { name: 'web', image: 'web', memory: 64 }

const follower = (condition: string) => ({
  ...container,
  name: 'after',
  dependsOn: [{ containerName: 'web', condition }],
})

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
      'secrets without an execution role',
      { containerDefinitions: [{ ...container, secrets: [{ name: 'X', valueFrom: 'x' }] }] },
      "When you are specifying container secrets, you must also specify a value for 'executionRoleArn'.",
    ],
    [
      'environment files without an execution role',
      { containerDefinitions: [{ ...container, environmentFiles: [{ type: 's3', value: 'x.env' }] }] },
      "When you are specifying environment files, you must also specify a value for 'executionRoleArn'.",
    ],
    [
      'an environment file with another ending',
      {
        executionRoleArn: 'arn:aws:iam::123456789012:role/execution',
        containerDefinitions: [{ ...container, environmentFiles: [{ type: 's3', value: 'x.txt' }] }],
      },
      "Environment file 'x.txt' of container 'web' must end in .env.",
    ],
    [
      'a dependency on the health of a container without a health check',
      { containerDefinitions: [container, follower('HEALTHY')] },
      "Container 'after' depends on container 'web' with the condition HEALTHY, but it has no health check.",
    ],
    [
      'a dependency on the end of an essential container',
      { containerDefinitions: [container, follower('SUCCESS')] },
      "Container 'after' depends on container 'web' with the condition SUCCESS, but it is essential.",
    ],
    [
      'dependencies in a cycle',
      {
        containerDefinitions: [
          { ...container, dependsOn: [{ containerName: 'after', condition: 'START' }] },
          follower('START'),
        ],
      },
      "The dependencies of container 'web' form a cycle.",
    ],
    [
      'containers that need more memory than the task',
      { memory: '100', containerDefinitions: [container, { ...container, name: 'other' }] },
      "The total memory of the containers must not exceed the task's memory.",
    ],
    [
      'containers that need more CPU than the task',
      { cpu: '256', containerDefinitions: [{ ...container, cpu: 257 }] },
      "The total cpu of the containers must not exceed the task's cpu.",
    ],
    [
      'a host port that is used twice',
      {
        containerDefinitions: [
          {
            ...container,
            portMappings: [
              { containerPort: 80, hostPort: 8080 },
              { containerPort: 81, hostPort: 8080 },
            ],
          },
        ],
      },
      'The host port 8080/tcp is used by more than one port mapping.',
    ],
    [
      'a stop timeout below 0',
      { containerDefinitions: [{ ...container, stopTimeout: -1 }] },
      "Invalid 'stopTimeout' setting for container 'web'.",
    ],
    [
      'a health check each second',
      { containerDefinitions: [{ ...container, healthCheck: { command: ['CMD', 'x'], interval: 1 } }] },
      "Invalid 'healthCheck.interval' setting for container 'web'. It must be between 5 and 300.",
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

test('RegisterTaskDefinition accepts dependencies that can be met, and dynamic host ports', async () => {
  const healthCheck = { command: ['CMD', 'x'], interval: 5, retries: 3 }
  const portMappings = [
    { containerPort: 80, hostPort: 0 },
    { containerPort: 81 },
    { containerPort: 53, hostPort: 53, protocol: 'udp' },
    { containerPort: 53, hostPort: 53 },
  ]
  const migrate = { ...container, name: 'migrate', essential: false }
  const main = {
    ...container,
    healthCheck,
    portMappings,
    dependsOn: [{ containerName: 'migrate', condition: 'SUCCESS' }],
  }
  await expect(
    register({ memory: '192', containerDefinitions: [migrate, main, follower('HEALTHY')] }),
  ).resolves.toBeDefined()
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
