import { beforeEach, describe, expect, test } from 'vitest'
import { ResourceError } from '#sandbox/cloudformation/types.ts'
import { createStackWorld, region, type StackWorld } from '#test/helpers/stack-world.ts'

const template = (count: number) => `
Resources:
  Service:
    Type: AWS::ECS::Service
    Properties: { DesiredCount: ${count} }
  Topic:
    Type: AWS::SNS::Topic
    DependsOn: Service
`

describe('a service', () => {
  let world: StackWorld
  let stable: PromiseWithResolvers<void>

  beforeEach(async () => {
    world = createStackWorld()
    stable = Promise.withResolvers()
    stable.promise.catch(() => undefined)
  })

  const status = () => world.engine.describeStacks({ StackName: 'a' }, region).Stacks[0]?.StackStatus
  const create = async () => {
    await world.engine.createStack({ StackName: 'a', TemplateBody: template(1) }, region)
    await world.settle()
  }
  const update = async () => {
    world.stabilizing.set('Service', stable.promise)
    await world.engine.updateStack({ StackName: 'a', TemplateBody: template(2) }, region)
    await world.settle()
    world.stabilizing.clear()
  }

  test('is created when it is stable, and what depends on it waits', async () => {
    world.stabilizing.set('Service', stable.promise)
    await create()
    expect(status()).toBe('CREATE_IN_PROGRESS')
    expect(world.calls).toEqual(['create Service', 'stabilize Service'])
    stable.resolve()
    await world.settle()
    expect(status()).toBe('CREATE_COMPLETE')
  })

  test('that never gets stable fails the update, which is rolled back', async () => {
    await create()
    await update()
    stable.reject(new ResourceError('circuit breaker'))
    await world.settle()
    expect(world.events('a')).toContain('UPDATE_FAILED Service circuit breaker')
    expect(status()).toBe('UPDATE_ROLLBACK_COMPLETE')
  })

  test('can be cancelled while it is waited for; the end of that wait has no effect', async () => {
    await create()
    await update()
    world.engine.cancelUpdateStack({ StackName: 'a' }, region)
    await world.settle()
    expect(world.events('a')).toContain('UPDATE_FAILED Service Resource update cancelled')
    expect(status()).toBe('UPDATE_ROLLBACK_COMPLETE')
    const before = world.events('a')
    stable.reject(new ResourceError('too late'))
    await world.settle()
    expect(world.events('a')).toEqual(before)
  })
})
