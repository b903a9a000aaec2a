import { expect, test } from 'vitest'
import { setFreeze } from '#src/channels/freeze.ts'
import { planPromotion, promote } from '#src/channels/promote.ts'
import { planChannelRollback, rollBackChannel } from '#src/channels/rollback-channel.ts'
import { isGood } from '#src/images/good.ts'
import { baked, channelsWorld, first, second, third } from '#test/helpers/channels-world.ts'

const parameter = '/packer-ecs/shop/ecs/stable'
const request = { image: 'ecs', channel: 'stable', reason: null, rejects: true }

async function worldAfter(...promotions: readonly string[]) {
  const world = channelsWorld(baked(first), baked(second), baked(third))
  for (const named of promotions) {
    const context = world.context()
    const plan = await planPromotion({ named, channel: 'stable', reason: 'r', force: true }, context)
    await promote(plan, context)
  }
  return world
}

async function rolledBack(world: Awaited<ReturnType<typeof worldAfter>>, rejects = true) {
  const context = world.context()
  const plan = await planChannelRollback({ ...request, rejects }, context)
  await rollBackChannel(plan, context)
  return plan
}

test('a channel goes back to what it held before, and the AMI that it leaves is rejected', async () => {
  const world = await worldAfter(first, second)
  await rolledBack(world)
  expect(world.parameters.get(parameter)?.value).toBe(first)
  expect(JSON.parse(world.text(`amis/${second}.json`) ?? '').rejected).toMatchObject({
    by: 'alice',
    reason: 'rolled back from in the channel stable',
  })
  const left = world.amis.get(second)
  expect(left !== undefined && isGood(left)).toBe(false)
})

test('a second rollback goes further back, not forward again', async () => {
  const world = await worldAfter(first, second, third)
  await rolledBack(world, false)
  await rolledBack(world, false)
  expect(world.parameters.get(parameter)?.value).toBe(first)
  await expect(rolledBack(world)).rejects.toMatchObject({ code: 'ROLLBACK_NOTHING' })
})

test('without a rejection the AMI stays good', async () => {
  const world = await worldAfter(first, second)
  await rolledBack(world, false)
  const left = world.amis.get(second)
  expect(left !== undefined && isGood(left)).toBe(true)
})

test('an earlier AMI that was deleted is passed over, and the plan says so', async () => {
  const world = await worldAfter(first, second, third)
  world.amis.delete(second)
  const plan = await rolledBack(world)
  expect(world.parameters.get(parameter)?.value).toBe(first)
  expect(plan.notices).toEqual([
    expect.stringContaining(
      `${second}, which stable held before, is passed over: account 123456789012 has no AMI`,
    ),
  ])
})

test('a channel that another tool moved goes back to what packer-ecs wrote last', async () => {
  const world = await worldAfter(first, second)
  world.parameters.set(parameter, { value: third, version: 9 })
  await rolledBack(world)
  expect(world.parameters.get(parameter)?.value).toBe(second)
})

test.each([`put ${first}`, `tag ${second}`])('a rollback that is killed at "%s" is resumed', async at => {
  const world = await worldAfter(first, second)
  world.world.failsOnce = at
  await expect(rolledBack(world)).rejects.toThrow('killed')
  await rolledBack(world)
  expect(world.parameters.get(parameter)?.value).toBe(first)
  expect(world.amis.get(second)?.tags['packer-ecs:rejected']).toBeDefined()
})

test('a rollback works while the project is frozen', async () => {
  const world = await worldAfter(first, second)
  await setFreeze({ until: '2027-01-01T00:00:00.000Z', reason: 'holidays' }, world.context())
  await rolledBack(world)
  expect(world.parameters.get(parameter)?.value).toBe(first)
})

test('an unknown channel is reported with those that exist', async () => {
  const world = await worldAfter(first)
  const plan = planChannelRollback({ ...request, channel: 'stabel' }, world.context())
  await expect(plan).rejects.toMatchObject({
    code: 'CHANNEL_UNKNOWN',
    hint: expect.stringContaining('Its channels: stable.'),
  })
})
