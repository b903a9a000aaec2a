import { expect, test } from 'vitest'
import { findAmi } from '#src/channels/ami.ts'
import { channelAmi, recorded } from '#src/channels/deployable.ts'
import { planPromotion, promote } from '#src/channels/promote.ts'
import { reject } from '#src/channels/reject.ts'
import { baked, channelsWorld, first, second } from '#test/helpers/channels-world.ts'

const parameter = '/packer-ecs/shop/ecs/stable'

async function worldWith(named: string) {
  const world = channelsWorld(baked(first), baked(second))
  const context = world.context()
  const plan = await planPromotion({ named, channel: 'stable', reason: 'r', force: true }, context)
  await promote(plan, context)
  return world
}

test('a deploy receives the AMI of the channel, also one that is not verified if it was promoted', async () => {
  const world = await worldWith(first)
  const { found, verdict } = await channelAmi('ecs', 'stable', world.context())
  expect([found.imageId, verdict]).toEqual([first, null])
})

test('an AMI that another tool wrote to the channel is refused unless it is verified', async () => {
  const world = await worldWith(first)
  world.parameters.set(parameter, { value: second, version: 2 })
  await expect(channelAmi('ecs', 'stable', world.context())).rejects.toMatchObject({
    code: 'AMI_NOT_VERIFIED',
    hint: expect.stringContaining(`--ami ${second}`),
  })
})

test('a rejected AMI is refused, with the way back', async () => {
  const world = await worldWith(first)
  await reject(await findAmi(first, world.context()), 'bad', world.context())
  await expect(channelAmi('ecs', 'stable', world.context())).rejects.toMatchObject({
    code: 'AMI_REJECTED',
    hint: expect.stringContaining('packer-ecs rollback ecs --channel stable'),
  })
})

test('an AMI whose tag was removed stays rejected: the record decides', async () => {
  const world = await worldWith(first)
  await reject(await findAmi(first, world.context()), 'bad', world.context())
  world.amis.set(first, baked(first))
  await expect(channelAmi('ecs', 'stable', world.context())).rejects.toMatchObject({ code: 'AMI_REJECTED' })
})

test('a deleted AMI is refused', async () => {
  const world = await worldWith(first)
  world.amis.delete(first)
  await expect(channelAmi('ecs', 'stable', world.context())).rejects.toMatchObject({
    code: 'AMI_NOT_FOUND',
    message: `the channel stable holds an AMI that cannot be used: account 123456789012 has no AMI ${first} in us-east-1`,
  })
})

test('a channel that does not exist is reported with those that do', async () => {
  const world = await worldWith(first)
  await expect(channelAmi('ecs', 'prod', world.context())).rejects.toMatchObject({
    code: 'CHANNEL_UNKNOWN',
    message: 'the image "ecs" has no channel "prod"',
    hint: expect.stringContaining('stable'),
  })
})

test('a parameter that holds no AMI id is refused', async () => {
  const world = await worldWith(first)
  world.parameters.set(parameter, { value: 'none', version: 2 })
  await expect(channelAmi('ecs', 'stable', world.context())).rejects.toMatchObject({
    code: 'POINTER_INVALID',
  })
})

test('what the record says about any AMI: the rejection with its reason', async () => {
  const world = await worldWith(first)
  await reject(await findAmi(first, world.context()), 'bad', world.context())
  expect(await recorded(first, world.context())).toMatchObject({ verdict: null, rejected: { reason: 'bad' } })
  expect(await recorded(second, world.context())).toEqual({ verdict: null, rejected: null })
})
