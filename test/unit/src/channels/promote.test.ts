import { expect, test } from 'vitest'
import { findAmi } from '#src/channels/ami.ts'
import { setFreeze } from '#src/channels/freeze.ts'
import { historyOf } from '#src/channels/history.ts'
import { listChannels } from '#src/channels/list.ts'
import { planPromotion, promote } from '#src/channels/promote.ts'
import { reject } from '#src/channels/reject.ts'
import { tagKeys } from '#src/images/tags.ts'
import { amiRecords } from '#src/state/ami-record.ts'
import { changeDocument } from '#src/state/document.ts'
import { baked, channelsWorld, first, second } from '#test/helpers/channels-world.ts'

const parameter = '/packer-ecs/shop/ecs/stable'
const forced = { channel: 'stable', reason: 'tested by hand', force: true }

type World = ReturnType<typeof channelsWorld>

async function verify(world: World, imageId: string, outcome: 'verified' | 'failed' = 'verified') {
  const context = world.context()
  const { record } = await findAmi(imageId, context)
  const verdict = {
    at: '2026-11-21T00:00:00.000Z',
    by: 'ci',
    reason: null,
    outcome,
    runId: '20261121-000000-abcd',
  }
  await changeDocument(amiRecords, imageId, () => ({ ...record, verdict }), context)
}

async function promoted(world: World, named: string, user?: string) {
  const context = world.context(user)
  return promote(await planPromotion({ named, ...forced }, context), context)
}

test('a verified AMI is promoted, protected, and the promotion is in its record', async () => {
  const world = channelsWorld(baked(first))
  await verify(world, first)
  const context = world.context()
  const plan = await planPromotion(
    { named: first, channel: 'stable', reason: 'October', force: false },
    context,
  )
  expect(await promote(plan, context)).toEqual({ imageId: first, version: 1 })
  expect(world.parameters.get(parameter)).toEqual({ value: first, version: 1 })
  expect(world.calls).toEqual([`protect ${first}`, `put ${first}`])
  expect(JSON.parse(world.text(`amis/${first}.json`) ?? '')).toMatchObject({
    promotions: [{ channel: 'stable', by: 'alice', reason: 'October' }],
  })
})

test('the name of an image means its newest good AMI', async () => {
  const world = channelsWorld(baked(first), baked(second))
  expect((await promoted(world, 'ecs')).imageId).toBe(second)
})

test.each([
  ['an AMI that is not verified', {}, 'AMI_NOT_VERIFIED'],
  ['a rejected one', { [tagKeys.rejected]: '2026-11-21T00:00:00.000Z' }, 'AMI_REJECTED'],
  ['one that failed', { [tagKeys.verdict]: 'failed' }, 'AMI_NOT_GOOD'],
  ['one whose bake did not finish', { [tagKeys.state]: '' }, 'AMI_NOT_GOOD'],
  ['one of another project', { [tagKeys.project]: 'other' }, 'AMI_OTHER_PROJECT'],
  ['one with made-up tags', { [tagKeys.run]: '20261121-000000-ffff' }, 'AMI_NOT_GOOD'],
])('%s is not promoted', async (_, tags, code) => {
  const world = channelsWorld(baked(first, tags))
  const request = { named: first, channel: 'stable', reason: null, force: false }
  await expect(planPromotion(request, world.context())).rejects.toMatchObject({ code })
})

test('force promotes what is not verified, with a reason, and never what failed or was rejected', async () => {
  const world = channelsWorld(baked(first), baked(second))
  const request = { named: first, channel: 'stable', reason: null, force: true }
  await expect(planPromotion(request, world.context())).rejects.toMatchObject({ code: 'REASON_MISSING' })
  expect((await promoted(world, first)).imageId).toBe(first)
  await verify(world, second, 'failed')
  await expect(promoted(world, second)).rejects.toMatchObject({ code: 'AMI_NOT_GOOD' })
})

test('an AMI of another account, or one that was deleted, is not promoted', async () => {
  const world = channelsWorld({ ...baked(first), ownerId: '999999999999' })
  await expect(promoted(world, first)).rejects.toMatchObject({
    code: 'AMI_NOT_FOUND',
    why: 'It belongs to account 999999999999.',
  })
  await expect(promoted(world, second)).rejects.toMatchObject({ code: 'AMI_NOT_FOUND' })
})

test('a second promotion of the same AMI has nothing to do', async () => {
  const world = channelsWorld(baked(first))
  await promoted(world, first)
  const plan = await planPromotion({ named: first, ...forced }, world.context())
  expect(plan.isDone).toBe(true)
})

test.each(['protect', 'put', 'confirm'])('a promotion that is killed at %s is resumed', async at => {
  const world = channelsWorld(baked(first), baked(second))
  await promoted(world, first)
  world.world.failsOnce = `${at} ${second}`
  if (at === 'confirm') {
    const context = world.context()
    const plan = await planPromotion({ named: second, ...forced }, context)
    const broken = { ...context, ssm: { ...context.ssm, parameterVersion: killedAfterPut(world) } }
    await expect(promote(plan, broken)).rejects.toThrow('killed')
  } else await expect(promoted(world, second)).rejects.toThrow('killed')

  const channels = await listChannels({ images: { ecs: {} as never }, stacks: {} }, world.context())
  expect(channels[0]?.channels.stable).toMatchObject({ interrupted: second })
  const plan = await planPromotion({ named: second, ...forced }, world.context('bob'))
  expect([plan.isDone, plan.isResumed]).toEqual([false, true])
  await promote(plan, world.context('bob'))
  expect(world.parameters.get(parameter)).toEqual({ value: second, version: 2 })
  const moves = (await historyOf('ecs', world.context())).filter(({ channel }) => channel === 'stable')
  expect(moves).toMatchObject([
    { imageId: second, from: first, by: 'alice', isComplete: true },
    { imageId: first, from: null, isComplete: true },
  ])
  expect(JSON.parse(world.text(`amis/${second}.json`) ?? '').promotions).toHaveLength(1)
})

/** The process dies between the write of the pointer and its confirmation. */
function killedAfterPut(world: World) {
  return async (name: string) => {
    if (world.calls.includes(`put ${second}`)) throw new Error('killed')
    const found = world.parameters.get(name)
    return found && { ...found, dataType: 'aws:ec2:image' }
  }
}

test('an interrupted promotion that never took effect is dropped by the next one', async () => {
  const world = channelsWorld(baked(first), baked(second))
  world.world.failsOnce = `put ${second}`
  await expect(promoted(world, second)).rejects.toThrow('killed')
  await promoted(world, first)
  const moves = (await historyOf('ecs', world.context())).filter(({ channel }) => channel === 'stable')
  expect(moves).toMatchObject([{ imageId: first, isComplete: true }])
})

test('two promotions at once: one waits for the lock, and refuses a plan that is outdated', async () => {
  const world = channelsWorld(baked(first), baked(second))
  const plan = await planPromotion({ named: first, ...forced }, world.context())
  await promoted(world, second, 'bob')
  await expect(promote(plan, world.context())).rejects.toMatchObject({ code: 'CHANNEL_MOVED' })
  expect(world.parameters.get(parameter)?.value).toBe(second)
})

test('an AMI that is rejected after the plan was made is not promoted', async () => {
  const world = channelsWorld(baked(first))
  const plan = await planPromotion({ named: first, ...forced }, world.context())
  await reject(await findAmi(first, world.context()), 'bad', world.context())
  await expect(promote(plan, world.context())).rejects.toMatchObject({ code: 'AMI_REJECTED' })
  expect(world.parameters.size).toBe(0)
})

test('SSM that accepts an AMI and writes nothing is reported, and the promotion can be repeated', async () => {
  const world = channelsWorld(baked(first))
  world.world.writesNothing = true
  await expect(promoted(world, first)).rejects.toMatchObject({ code: 'POINTER_NOT_WRITTEN' })
  world.world.writesNothing = false
  expect(await promoted(world, first)).toEqual({ imageId: first, version: 1 })
})

test('nothing is promoted while the project is frozen', async () => {
  const world = channelsWorld(baked(first))
  await setFreeze({ until: '2026-12-01T00:00:00.000Z', reason: 'holidays' }, world.context('carol'))
  await expect(promoted(world, first)).rejects.toMatchObject({
    code: 'PROJECT_FROZEN',
    message: 'the project shop is frozen until 2026-12-01T00:00:00.000Z',
    why: 'carol froze it on 2026-11-21: holidays',
  })
})

test('an image whose name looks like an AMI id can be promoted', async () => {
  const tags = { [tagKeys.image]: 'ami-base' }
  const world = channelsWorld(baked(first, tags))
  expect(await promoted(world, 'ami-base')).toEqual({ imageId: first, version: 1 })
})

test('the name of an image does not mean an AMI whose rejection is only in its record', async () => {
  const world = channelsWorld(baked(first), baked(second))
  await reject(await findAmi(second, world.context()), 'bad', world.context())
  world.amis.set(second, baked(second))
  expect((await promoted(world, 'ecs')).imageId).toBe(first)
})
