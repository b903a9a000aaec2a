import { beforeEach, expect, test } from 'vitest'
import { stabilityOf } from '#sandbox/ecs/stability.ts'
import type { ServiceDeployment } from '#sandbox/ecs/types.ts'
import { createEcsWorld, type EcsWorld } from '#test/helpers/ecs-world.ts'

let world: EcsWorld
let since: Date
beforeEach(async () => {
  world = createEcsWorld()
  since = world.ports.clock.now()
  await register()
})

const register = () =>
  world.call('RegisterTaskDefinition', {
    family: 'web',
    containerDefinitions: [{ name: 'web', image: 'web', memory: 64 }],
  })
const create = (more: object = {}) =>
  world.call('CreateService', { serviceName: 'web', taskDefinition: 'web', desiredCount: 1, ...more })
const update = (more: object = { taskDefinition: 'web' }) =>
  world.call('UpdateService', { service: 'web', ...more })
const stop = () =>
  world.call('StopServiceDeployment', { serviceDeploymentArn: world.service('web').history[0]?.arn })
const settle = async () => {
  for (let index = 0; index < 4; index++) {
    await world.pass()
    await world.obey()
  }
  await world.pass()
}
const stability = (deployment: ServiceDeployment | null = world.service('web').awaited) =>
  stabilityOf(world.store, world.service('web'), { since, deployment }, world.ports.clock.now())
const failed = (cause: string) => ({ failure: `Error occurred during operation '${cause}'.` })

test('a service is stable when its deployment is completed', async () => {
  await create()
  expect(stability()).toBe('waits')
  await settle()
  expect(stability()).toBe('stable')
})

test('a first deployment that an alarm fails is a failure', async () => {
  world.alarms.add('errors')
  await create({
    deploymentConfiguration: { alarms: { alarmNames: ['errors'], enable: true, rollback: true } },
  })
  await world.pass()
  expect(stability()).toEqual(failed('ECS Deployment was rolled back because of a triggered alarm'))
})

test('a first deployment that a user stops is a failure', async () => {
  await create()
  await stop()
  expect(stability()).toEqual(failed('ECS Deployment was stopped'))
})

test('a deployment that was rolled back before the wait began is a failure', async () => {
  await create()
  await settle()
  await register()
  await update()
  await stop()
  await settle()
  expect(world.service('web').history[0]?.status).toBe('ROLLBACK_SUCCESSFUL')
  expect(stability()).toEqual(failed('ECS Deployment was stopped'))
})

test('an update that deploys nothing is not failed by an earlier deployment', async () => {
  await create()
  await settle()
  await register()
  await update()
  await stop()
  await settle()
  await update({ desiredCount: 2 })
  expect(stability()).toBe('waits')
  await settle()
  expect(stability()).toBe('stable')
})

test('the deployment that supersedes the awaited one decides', async () => {
  await create()
  const { awaited } = world.service('web')
  await register()
  await update()
  expect(stability(awaited)).toBe('waits')
  await stop()
  expect(stability(awaited)).toEqual(failed('ECS Deployment was stopped'))
})

test('the wait ends after three hours', async () => {
  world.instances.length = 0
  await create()
  world.advance(3 * 3600 - 1)
  expect(stability()).toBe('waits')
  world.advance(1)
  expect(stability()).toEqual({ failure: 'Exceeded attempts to wait' })
})
