import { beforeEach, expect, test } from 'vitest'
import { containerInstance, createEcsWorld, type EcsWorld, region } from '#test/helpers/ecs-world.ts'

const provider = {
  name: 'fleet',
  region,
  managedScaling: { status: 'ENABLED', targetCapacity: 100 },
  group: { name: 'fleet', min: 1, max: 2, desired: 1, protectedFromScaleIn: false },
} as const

let world: EcsWorld
beforeEach(async () => {
  world = createEcsWorld(1)
  world.instances[0] = ofProvider(0)
  world.providers.push(provider)
  await world.call('RegisterTaskDefinition', {
    family: 'web',
    containerDefinitions: [{ name: 'web', image: 'web', memory: 600 }],
  })
  await world.call('CreateService', {
    serviceName: 'web',
    taskDefinition: 'web',
    desiredCount: 2,
    capacityProviderStrategy: [{ capacityProvider: 'fleet', weight: 1 }],
  })
})

const ofProvider = (index: number) => containerInstance(index, { capacityProviderName: 'fleet' })
const desired = () => world.providers[0]?.group?.desired
const states = () => world.active().map(({ lastStatus }) => lastStatus)

test('a task without room waits while the group grows, and is placed on the new instance', async () => {
  await world.pass()
  expect(states()).toEqual(['PENDING', 'PROVISIONING'])
  expect(desired()).toBe(2)
  world.instances.push(ofProvider(1))
  await world.pass()
  expect(states()).toEqual(['PENDING', 'PENDING'])
  expect(desired()).toBe(2)
})

test('a task that waits fails when the group cannot grow, and the event says what is missing', async () => {
  await world.pass()
  world.instances.push(ofProvider(1))
  await world.call('UpdateService', { service: 'web', desiredCount: 3 })
  await world.pass(3)
  expect(states()).toEqual(['PENDING', 'PENDING'])
  expect(world.events('web').join()).toContain('has insufficient memory available')
})

test('the tasks of a draining instance do not count for the size of the group', async () => {
  world.providers[0] = { ...provider, group: { ...provider.group, max: 3 } }
  await world.call('UpdateService', { service: 'web', desiredCount: 1 })
  world.instances.push(ofProvider(1))
  await world.pass()
  await world.obey()
  const drained = world.instances[0]
  if (drained) world.instances[0] = { ...drained, status: 'DRAINING' }
  await world.pass()
  expect(states()).toEqual(['RUNNING', 'PENDING'])
  expect(desired()).toBe(1)
})

test('the group shrinks when fewer instances were needed for 15 minutes', async () => {
  await world.pass()
  world.instances.push(ofProvider(1))
  await world.call('UpdateService', { service: 'web', desiredCount: 1 })
  for (let index = 0; index < 3; index++) {
    await world.pass()
    await world.obey()
  }
  await world.pass()
  world.advance(14 * 60)
  await world.pass()
  expect(desired()).toBe(2)
  world.advance(60)
  await world.pass()
  expect(desired()).toBe(1)
})
