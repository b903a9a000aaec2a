import { expect, test } from 'vitest'
import { amiToReject, findAmi } from '#src/channels/ami.ts'
import { channelAmi } from '#src/channels/deployable.ts'
import { listChannels } from '#src/channels/list.ts'
import { planPromotion, promote } from '#src/channels/promote.ts'
import { reject } from '#src/channels/reject.ts'
import { planChannelRollback, rollBackChannel } from '#src/channels/rollback-channel.ts'
import { ToolError } from '#src/errors/tool-error.ts'
import { tagKeys } from '#src/images/tags.ts'
import { amiRecords } from '#src/state/ami-record.ts'
import { changeDocument } from '#src/state/document.ts'
import { baked, channelsWorld, first, second, third } from '#test/helpers/channels-world.ts'

const parameter = '/packer-ecs/shop/ecs/stable'
const request = { image: 'ecs', channel: 'stable', reason: null, rejects: true }

type World = ReturnType<typeof channelsWorld>

async function promoted(world: World, named: string, channel = 'stable') {
  const context = world.context()
  return promote(await planPromotion({ named, channel, reason: 'r', force: true }, context), context)
}

async function worldAfter(...promotions: readonly string[]) {
  const world = channelsWorld(baked(first), baked(second), baked(third))
  for (const named of promotions) await promoted(world, named)
  return world
}

async function rolledBack(world: World) {
  const context = world.context()
  const plan = await planChannelRollback(request, context)
  await rollBackChannel(plan, context)
  return plan
}

const recordOf = (world: World, imageId: string) => JSON.parse(world.text(`amis/${imageId}.json`) ?? '{}')

test('a rollback never goes to an AMI that only another tool wrote to the parameter', async () => {
  const world = await worldAfter()
  world.parameters.set(parameter, { value: third, version: 1 })
  await promoted(world, first)
  await expect(rolledBack(world)).rejects.toMatchObject({ code: 'ROLLBACK_NOTHING' })
})

test('a deploy refuses an AMI that was not promoted to this channel, also if it was to another one', async () => {
  const world = await worldAfter(first)
  await promoted(world, second, 'beta')
  world.parameters.set(parameter, { value: second, version: 9 })
  await expect(channelAmi('ecs', 'stable', world.context())).rejects.toMatchObject({
    code: 'AMI_NOT_VERIFIED',
    message: `the channel stable holds ${second}, which was not promoted to it`,
  })
})

test('a deploy refuses an AMI of another image', async () => {
  const world = await worldAfter(first)
  world.amis.set(second, baked(second, { [tagKeys.image]: 'gpu' }))
  world.parameters.set(parameter, { value: second, version: 9 })
  await expect(channelAmi('ecs', 'stable', world.context())).rejects.toMatchObject({ code: 'AMI_NOT_GOOD' })
})

test('a deploy uses what was promoted', async () => {
  const world = await worldAfter(first)
  expect(await channelAmi('ecs', 'stable', world.context())).toMatchObject({ found: { imageId: first } })
})

test('a deploy refuses a promotion that was interrupted', async () => {
  const world = await worldAfter(first)
  world.world.failsOnce = `put ${second}`
  await expect(promoted(world, second)).rejects.toThrow('killed')
  world.parameters.set(parameter, { value: second, version: 2 })
  await expect(channelAmi('ecs', 'stable', world.context())).rejects.toMatchObject({
    message: `the move of the channel stable to ${second} was interrupted`,
  })
})

test('an AMI whose tags contradict its record is refused', async () => {
  const world = await worldAfter(first)
  world.amis.set(first, baked(first, { [tagKeys.image]: 'gpu' }))
  await expect(findAmi(first, world.context())).rejects.toMatchObject({
    code: 'AMI_NOT_GOOD',
    why: 'They differ in image. Anyone with ec2:CreateTags can set tags.',
  })
})

test('the record decides of which project an AMI is', async () => {
  const world = await worldAfter(first)
  await changeDocument(
    amiRecords,
    first,
    before => before && { ...before, project: 'other' },
    world.context(),
  )
  await expect(findAmi(first, world.context())).rejects.toMatchObject({ code: 'AMI_OTHER_PROJECT' })
  await expect(amiToReject(first, world.context())).rejects.toMatchObject({ code: 'AMI_OTHER_PROJECT' })
})

test('an AMI can be rejected although its tags were removed', async () => {
  const world = await worldAfter(first)
  world.amis.set(first, { ...baked(first), tags: {} })
  const context = world.context()
  const { channels } = await reject(await amiToReject(first, context), 'bad', context)
  expect(recordOf(world, first).rejected).toMatchObject({ reason: 'bad' })
  expect(channels).toEqual(['stable'])
})

test('an AMI that was deregistered can be rejected', async () => {
  const world = await worldAfter(first)
  world.amis.delete(first)
  const context = world.context()
  await reject(await amiToReject(first, context), 'bad', context)
  expect(recordOf(world, first).rejected).toMatchObject({ reason: 'bad' })
  expect(world.calls.filter(call => call.startsWith('tag'))).toEqual([])
})

test('a rollback rejects the AMI that it leaves although it was deregistered', async () => {
  const world = await worldAfter(first, second)
  world.amis.delete(second)
  const plan = await rolledBack(world)
  expect(plan.notices).toEqual([`${second} is not visible, so only its record is marked as rejected.`])
  expect(recordOf(world, second).rejected).toMatchObject({ by: 'alice' })
})

test('a rollback rejects a disabled AMI, also by its tag', async () => {
  const world = await worldAfter(first, second)
  world.amis.set(second, { ...baked(second), state: 'disabled' })
  await rolledBack(world)
  expect(world.amis.get(second)?.tags[tagKeys.rejected]).toBe(recordOf(world, second).rejected.at)
})

test('a rollback from an AMI of another project moves the channel, and says that nothing is rejected', async () => {
  const world = await worldAfter(first)
  world.amis.set(second, baked(second, { [tagKeys.project]: 'other' }))
  world.parameters.set(parameter, { value: second, version: 9 })
  const plan = await rolledBack(world)
  expect(plan.notices).toEqual([
    `${second} is not rejected: ${second} is from project other, not from project shop.`,
  ])
  expect(plan.rejects).toBe(false)
  expect(world.parameters.get(parameter)?.value).toBe(first)
})

test('one earlier AMI with changed tags does not prevent a rollback', async () => {
  const world = await worldAfter(first, second, third)
  world.amis.set(second, { ...baked(second), tags: {} })
  const plan = await rolledBack(world)
  expect(plan.notices).toEqual([
    expect.stringContaining(`${second}, which stable held before, is passed over`),
  ])
  expect(world.parameters.get(parameter)?.value).toBe(first)
})

test('a rejection without its tag is reported as partial, and does not keep the channel from other moves', async () => {
  const world = await worldAfter(first, second)
  world.world.tagError = new ToolError('AWS_DENIED', 'ec2:CreateTags is denied', { hint: '' })
  await expect(rolledBack(world)).rejects.toMatchObject({ code: 'REJECTION_PARTIAL' })
  expect(recordOf(world, second).rejected).not.toBeNull()
  expect(world.parameters.get(parameter)?.value).toBe(first)
  await promoted(world, third)
  expect(world.parameters.get(parameter)?.value).toBe(third)
})

test('a parameter that holds something else is shown, refused by a deploy, and replaced by promote and rollback', async () => {
  const world = await worldAfter(first, second)
  world.parameters.set(parameter, { value: 'latest', version: 9 })
  const [listed] = await listChannels({ images: { ecs: {} as never }, stacks: {} }, world.context())
  expect(listed?.channels.stable).toMatchObject({ imageId: null, version: 9 })
  await expect(channelAmi('ecs', 'stable', world.context())).rejects.toMatchObject({
    code: 'POINTER_INVALID',
  })
  await rolledBack(world)
  expect(world.parameters.get(parameter)?.value).toBe(second)
  expect(recordOf(world, second).rejected).toBeNull()
  world.parameters.set(parameter, { value: 'latest', version: 19 })
  await promoted(world, first)
  expect(world.parameters.get(parameter)?.value).toBe(first)
})

test('a parameter that was deleted is reported, and a rollback restores it', async () => {
  const world = await worldAfter(first, second)
  world.parameters.delete(parameter)
  await expect(channelAmi('ecs', 'stable', world.context())).rejects.toMatchObject({
    code: 'CHANNEL_UNKNOWN',
    message: 'the SSM parameter of the channel stable was deleted',
  })
  await rolledBack(world)
  expect(world.parameters.get(parameter)?.value).toBe(second)
  expect(recordOf(world, second).rejected).toBeNull()
})

test('an AMI that another tool wrote to the parameter can be promoted', async () => {
  const world = await worldAfter(first)
  world.parameters.set(parameter, { value: second, version: 9 })
  const plan = await planPromotion(
    { named: second, channel: 'stable', reason: 'r', force: true },
    world.context(),
  )
  expect(plan.isDone).toBe(false)
  await promote(plan, world.context())
  expect(await channelAmi('ecs', 'stable', world.context())).toMatchObject({ found: { imageId: second } })
})

test('an AMI that was deregistered after the plan was made leaves the channel as it was', async () => {
  const world = await worldAfter(first)
  const plan = await planPromotion(
    { named: second, channel: 'stable', reason: 'r', force: true },
    world.context(),
  )
  world.amis.delete(second)
  const before = world.text('channels/shop.ecs.json')
  await expect(promote(plan, world.context())).rejects.toMatchObject({ code: 'AMI_NOT_FOUND' })
  expect(world.text('channels/shop.ecs.json')).toBe(before)
})

test('an AMI that failed while it was promoted is reported', async () => {
  const world = await worldAfter(first)
  const context = world.context()
  const plan = await planPromotion({ named: second, channel: 'stable', reason: 'r', force: true }, context)
  const verdict = {
    at: '2026-11-21T00:00:00.000Z',
    by: 'ci',
    reason: null,
    outcome: 'failed' as const,
    runId: '20261121-000000-abcd',
  }
  const putParameter = async (put: Parameters<typeof context.ssm.putParameter>[0]) => {
    await changeDocument(amiRecords, second, () => ({ ...plan.to.record, verdict }), context)
    return context.ssm.putParameter(put)
  }
  const raced = promote(plan, { ...context, ssm: { ...context.ssm, putParameter } })
  await expect(raced).rejects.toMatchObject({
    code: 'AMI_NOT_GOOD',
    hint: expect.stringContaining('rollback ecs --channel stable'),
  })
})

test('a rejection waits until no other command moves a channel of the image', async () => {
  const world = await worldAfter(first)
  const context = world.context('bob')
  const ami = await amiToReject(first, context)
  const busy = world.context('carol')
  const putParameter = async () => {
    await reject(ami, 'bad', context)
    return 0
  }
  const plan = await planPromotion({ named: second, channel: 'stable', reason: 'r', force: true }, busy)
  const raced = promote(plan, { ...busy, ssm: { ...busy.ssm, putParameter } })
  await expect(raced).rejects.toMatchObject({ code: 'STATE_LOCKED' })
  expect(recordOf(world, first).rejected).toBeNull()
})

test('a busy channel does not push out the moves of another one', async () => {
  const world = await worldAfter(first, second)
  const at = '2026-11-21T00:00:00.000Z'
  const busy = (number: number) => ({
    channel: 'beta',
    kind: 'promote' as const,
    from: null,
    to: number % 2 === 0 ? first : second,
    at,
    by: 'ci',
    reason: null,
    verdict: null,
    isComplete: true,
    rejects: false,
  })
  const document = JSON.parse(world.text('channels/shop.ecs.json') ?? '')
  document.moves.push(...Array.from({ length: 998 }, (_, number) => busy(number)))
  await world.put('channels/shop.ecs.json', JSON.stringify(document))
  await promoted(world, third, 'beta')
  await rolledBack(world)
  expect(world.parameters.get(parameter)?.value).toBe(first)
})

test('a deploy uses an AMI that another account shares, if a promotion copied its record', async () => {
  const world = await worldAfter(first)
  const shared = { ...baked(first), ownerId: '999999999999', tags: {} }
  world.amis.set(first, shared)
  await expect(channelAmi('ecs', 'stable', world.context())).rejects.toMatchObject({ code: 'AMI_NOT_FOUND' })
  const origin = { accountId: shared.ownerId, region: 'us-east-1', imageId: first }
  await changeDocument(amiRecords, first, before => before && { ...before, origin }, world.context())
  expect(await channelAmi('ecs', 'stable', world.context())).toMatchObject({ found: { imageId: first } })
})
