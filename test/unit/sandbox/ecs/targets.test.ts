import { beforeEach, describe, expect, test, vi } from 'vitest'
import { createEcsWorld, type EcsWorld } from '#test/helpers/ecs-world.ts'

const groupNamed = (name: string) =>
  `arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/${name}/1`
const [web, broken] = [groupNamed('web'), groupNamed('broken')]
const balancer = (targetGroupArn: string) => ({ targetGroupArn, containerName: 'web', containerPort: 80 })

let world: EcsWorld
beforeEach(async () => {
  world = createEcsWorld()
  for (const group of [web, broken]) world.balanced.add(group)
  await world.call('RegisterTaskDefinition', {
    family: 'web',
    containerDefinitions: [{ name: 'web', image: 'web', memory: 64, portMappings: [{ containerPort: 80 }] }],
  })
})

const create = (serviceName: string, groups: readonly string[]) =>
  world.call('CreateService', {
    serviceName,
    taskDefinition: 'web',
    desiredCount: 1,
    loadBalancers: groups.map(balancer),
  })

const settle = async () => {
  for (let index = 0; index < 6; index++) {
    await world.pass()
    await world.obey()
  }
  await world.pass()
}

/** Calls of the broken target group fail. */
function breakGroup(operation: 'register' | 'deregister'): void {
  const { targetGroups } = world.ports
  const works = targetGroups[operation]
  targetGroups[operation] = async (group, target) => {
    if (group === broken) throw new Error('One or more target groups not found')
    await works(group, target)
  }
}
const failure = (operation: string) =>
  `(service first) failed to ${operation} targets in (target-group ${broken}) with ` +
  '(error One or more target groups not found)'

describe('a target group that refuses a target', () => {
  test('is an event of its service, once, and does not stop other services', async () => {
    breakGroup('register')
    await create('first', [broken])
    await create('second', [web])
    await settle()
    expect(world.events('first').filter(message => message === failure('register'))).toHaveLength(1)
    expect(world.service('second').deployments[0]?.rolloutState).toBe('COMPLETED')
    expect(world.service('first').deployments[0]?.rolloutState).toBe('IN_PROGRESS')
  })

  test('does not take back the targets in other target groups, which drain later', async () => {
    breakGroup('register')
    await create('first', [web, broken])
    await settle()
    const [task] = world.active()
    expect(task?.targets.map(({ targetGroupArn }) => targetGroupArn)).toEqual([web])
    await world.call('UpdateService', { service: 'first', desiredCount: 0 })
    await world.pass()
    expect(task?.lastStatus).toBe('DEACTIVATING')
  })

  test('at the deregistration is an event, and the task drains from the others', async () => {
    breakGroup('deregister')
    await create('first', [broken, web])
    await settle()
    await world.call('UpdateService', { service: 'first', desiredCount: 0 })
    await world.pass(2)
    expect(world.events('first')).toContain(failure('deregister'))
    expect([...world.targets].filter(([key]) => key.startsWith(web))).toMatchObject([
      [expect.any(String), { state: 'draining' }],
    ])
  })
})

test('an error in one service does not stop the pass for the others', async () => {
  const reported = vi.spyOn(console, 'error').mockImplementation(() => {})
  await create('first', [broken])
  await create('second', [web])
  const { targetGroups } = world.ports
  const works = targetGroups.health
  targetGroups.health = (group, target) => {
    if (group === broken) throw new Error('no health')
    return works(group, target)
  }
  await settle()
  expect(world.service('second').deployments[0]?.rolloutState).toBe('COMPLETED')
  expect(reported.mock.calls[0]?.[0]).toContain('ecs: service first: Error: no health')
  reported.mockRestore()
})
