import { expect, test } from 'vitest'
import { listChannels } from '#src/channels/list.ts'
import { planPromotion, promote } from '#src/channels/promote.ts'
import { planChannelRollback, rollBackChannel } from '#src/channels/rollback-channel.ts'
import { changeDocument } from '#src/state/document.ts'
import { imageChannels } from '#src/state/image-channels.ts'
import { baked, channelsWorld, first, second, third } from '#test/helpers/channels-world.ts'

const parameter = '/packer-ecs/shop/ecs/stable'

type World = ReturnType<typeof channelsWorld>

async function promoted(world: World, named: string) {
  const context = world.context()
  return promote(
    await planPromotion({ named, channel: 'stable', reason: 'r', force: true }, context),
    context,
  )
}

async function rolledBack(world: World, rejects = true) {
  const context = world.context()
  const plan = await planChannelRollback({ image: 'ecs', channel: 'stable', reason: null, rejects }, context)
  await rollBackChannel(plan, context)
  return plan
}

async function worldAfter(...promotions: readonly string[]) {
  const world = channelsWorld(baked(first), baked(second), baked(third))
  for (const named of promotions) await promoted(world, named)
  return world
}

const recordOf = (world: World, imageId: string) => JSON.parse(world.text(`amis/${imageId}.json`) ?? '{}')
const movesOf = (world: World) => JSON.parse(world.text('channels/shop.ecs.json') ?? '{}').moves

test('a promotion after an interrupted rollback rejects what the rollback left', async () => {
  const world = await worldAfter(first, second)
  world.world.failsOnce = `tag ${second}`
  await expect(rolledBack(world)).rejects.toThrow('killed')
  await promoted(world, third)
  expect(recordOf(world, second).rejected).toMatchObject({ by: 'alice' })
  expect(world.amis.get(second)?.tags['packer-ecs:rejected']).toBeDefined()
  expect(movesOf(world)).toMatchObject([
    { to: first },
    { to: second },
    { kind: 'rollback', to: first, isComplete: true },
    { kind: 'promote', from: first, to: third, isComplete: true },
  ])
})

test('a promotion of the same AMI does not stand in for an interrupted rollback', async () => {
  const world = await worldAfter(first, second)
  world.world.failsOnce = `tag ${second}`
  await expect(rolledBack(world)).rejects.toThrow('killed')
  await promoted(world, first)
  expect(recordOf(world, second).rejected).not.toBeNull()
})

test('the interrupted rollback decides whether the AMI is rejected', async () => {
  const world = await worldAfter(first, second)
  world.world.failsOnce = `put ${first}`
  await expect(rolledBack(world, false)).rejects.toThrow('killed')
  const plan = await rolledBack(world, true)
  expect(plan.rejects).toBe(false)
  expect(recordOf(world, second).rejected).toBeNull()
})

test('an interrupted rollback to an AMI that was deleted goes on to an earlier one', async () => {
  const world = await worldAfter(first, second, third)
  world.world.failsOnce = `put ${second}`
  await expect(rolledBack(world)).rejects.toThrow('killed')
  world.amis.delete(second)
  await rolledBack(world)
  expect(world.parameters.get(parameter)?.value).toBe(first)
  expect(recordOf(world, third).rejected).not.toBeNull()
})

test('an interrupted rollback is not resumed if another tool moved the channel', async () => {
  const world = await worldAfter(first, second)
  world.world.failsOnce = `put ${first}`
  await expect(rolledBack(world)).rejects.toThrow('killed')
  world.parameters.set(parameter, { value: third, version: 9 })
  await rolledBack(world, false)
  expect(world.parameters.get(parameter)?.value).toBe(second)
})

test('a rollback after a promotion that never took effect cancels it, and rejects nothing', async () => {
  const world = await worldAfter(first, second)
  world.world.failsOnce = `put ${third}`
  await expect(promoted(world, third)).rejects.toThrow('killed')
  const plan = await rolledBack(world)
  expect(plan.notices).toEqual([`The interrupted promotion of ${third} never took effect; it is canceled.`])
  expect(world.parameters.get(parameter)?.value).toBe(second)
  expect([recordOf(world, second).rejected, recordOf(world, third)]).toEqual([null, {}])
  await rolledBack(world)
  expect(world.parameters.get(parameter)?.value).toBe(first)
})

test('a rollback after a promotion that was interrupted after it took effect rejects its AMI', async () => {
  const world = await worldAfter(first)
  const context = world.context()
  const plan = await planPromotion({ named: second, channel: 'stable', reason: 'r', force: true }, context)
  const parameterVersion = async (name: string) => {
    if (world.calls.includes(`put ${second}`)) throw new Error('killed')
    return context.ssm.parameterVersion(name)
  }
  const broken = { ...context, ssm: { ...context.ssm, parameterVersion } }
  await expect(promote(plan, broken)).rejects.toThrow('killed')
  await rolledBack(world)
  expect(world.parameters.get(parameter)?.value).toBe(first)
  expect(recordOf(world, second).rejected).not.toBeNull()
})

test('an interrupted first promotion is listed', async () => {
  const world = channelsWorld(baked(first))
  world.world.failsOnce = `put ${first}`
  await expect(promoted(world, first)).rejects.toThrow('killed')
  const [listed] = await listChannels({ images: { ecs: {} as never }, stacks: {} }, world.context())
  expect(listed?.channels.stable).toMatchObject({ imageId: null, version: null, interrupted: first })
})

test('a move that another process removed is not reported as complete', async () => {
  const world = await worldAfter(first)
  const context = world.context()
  const plan = await planPromotion({ named: second, channel: 'stable', reason: 'r', force: true }, context)
  const putParameter = async (parameter: Parameters<typeof context.ssm.putParameter>[0]) => {
    await changeDocument(
      imageChannels,
      'shop.ecs',
      before => before && { ...before, moves: before.moves.filter(({ isComplete }) => isComplete) },
      context,
    )
    return context.ssm.putParameter(parameter)
  }
  const raced = promote(plan, { ...context, ssm: { ...context.ssm, putParameter } })
  await expect(raced).rejects.toMatchObject({ code: 'CHANNEL_MOVED' })
})

test('nothing is written when another process has taken the lock over', async () => {
  const world = await worldAfter(first)
  const context = world.context()
  const plan = await planPromotion({ named: second, channel: 'stable', reason: 'r', force: true }, context)
  const before = world.text('channels/shop.ecs.json')
  // The clock of this machine stood still while it was suspended.
  const lost = {
    ...context,
    ec2: {
      ...context.ec2,
      image: async (imageId: string) => {
        const lock = JSON.parse(world.text('locks/shop.ecs.json') ?? '')
        await world.put('locks/shop.ecs.json', JSON.stringify({ ...lock, token: 'f'.repeat(32) }))
        return world.amis.get(imageId)
      },
    },
  }
  await expect(promote(plan, lost)).rejects.toMatchObject({ code: 'STATE_LOCK_LOST' })
  expect(world.text('channels/shop.ecs.json')).toBe(before)
  expect(world.parameters.get(parameter)?.value).toBe(first)
})

test('a promotion that SSM writes late does not come back after the next move', async () => {
  const world = await worldAfter(first)
  world.world.writesNothing = true
  await expect(promoted(world, second)).rejects.toMatchObject({ code: 'POINTER_NOT_WRITTEN' })
  world.world.writesNothing = false
  await promoted(world, first)
  expect(world.calls.filter(call => call.startsWith('put'))).toEqual([
    `put ${first}`,
    `put ${second}`,
    `put ${first}`,
  ])
})
