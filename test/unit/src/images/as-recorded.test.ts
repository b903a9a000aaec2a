import { expect, test } from 'vitest'
import { amiToReject } from '#src/channels/ami.ts'
import { reject } from '#src/channels/reject.ts'
import { asRecordedIfKnown } from '#src/images/as-recorded.ts'
import { isGood } from '#src/images/good.ts'
import { baked, channelsWorld, first, second } from '#test/helpers/channels-world.ts'

const silent = () => undefined

test('an AMI whose rejection is only in its record is not good', async () => {
  const world = channelsWorld(baked(first), baked(second))
  const context = world.context()
  await reject(await amiToReject(first, context), 'bad', context)
  const images = await asRecordedIfKnown([baked(first), baked(second)], async () => context, silent)
  expect(images.map(isGood)).toEqual([false, true])
})

test('without a state, the tags decide', async () => {
  const images = [baked(first)]
  expect(await asRecordedIfKnown(images, async () => undefined, silent)).toEqual(images)
})

test('a state that cannot be read is reported, and the tags decide', async () => {
  const notices: string[] = []
  const images = [baked(first)]
  const denied = () => Promise.reject(new Error('denied'))
  expect(await asRecordedIfKnown(images, denied, text => notices.push(text))).toEqual(images)
  expect(notices).toEqual(['rejections are read from tags only: denied'])
})
