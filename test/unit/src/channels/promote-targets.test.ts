import { expect, test } from 'vitest'
import type { Image } from '#src/aws/image.ts'
import type { ChannelsContext } from '#src/channels/context.ts'
import { planTargets, promoteTargets } from '#src/channels/promote-targets.ts'
import { baked, channelsWorld, first, second } from '#test/helpers/channels-world.ts'

const request = { named: first, channel: 'stable', reason: 'tested', force: true }
const parameter = '/packer-ecs/shop/ecs/stable'
const other = { accountId: '111122223333', region: 'us-east-1' }

/** An account with the AMI, and a target that sees these AMIs. */
function accounts(place: { accountId: string; region: string }, ...seen: readonly Image[]) {
  const home = channelsWorld(baked(first))
  const away = channelsWorld(...seen)
  const context: ChannelsContext = { ...away.context(), ...place }
  const source = {
    context: home.context(),
    ec2Of: async (region: string) => (region === 'us-east-1' ? home : away).context().ec2,
  }
  const targets = [
    { name: 'own', context: source.context },
    { name: 'production', context },
  ]
  return { home, away, plan: () => planTargets(request, source, targets) }
}

test('an AMI that is shared is promoted in the other account, with a copy of its record', async () => {
  const { home, away, plan } = accounts(other, { ...baked(first), tags: {} })
  const { pointers, error } = await promoteTargets(await plan())
  expect(error).toBeUndefined()
  expect(pointers).toEqual([
    { imageId: first, version: 1 },
    { imageId: first, version: 1 },
  ])
  expect(away.parameters.get(parameter)?.value).toBe(first)
  expect(JSON.parse(away.text(`amis/${first}.json`) ?? '')).toMatchObject({
    image: 'ecs',
    origin: { accountId: '123456789012', region: 'us-east-1', imageId: first },
    promotions: [{ channel: 'stable' }],
  })
  // Only the owner of an AMI can protect it.
  expect(home.calls).toEqual([`protect ${first}`, `put ${first}`, `protect ${first}`])
  expect(away.calls).toEqual([`put ${first}`])
})

test('another region of the account receives the copy of the AMI', async () => {
  const copy = { ...baked(first), imageId: second }
  const { away, plan } = accounts({ accountId: '123456789012', region: 'eu-west-1' }, copy)
  await promoteTargets(await plan())
  expect(away.parameters.get(parameter)?.value).toBe(second)
})

test.each([
  ['an account that does not see the AMI', other, /is not shared with account 111122223333/],
  ['a region without a copy', { accountId: '123456789012', region: 'eu-west-1' }, /has no copy in eu-west-1/],
])('%s stops the promotion before anything is changed', async (_, place, message) => {
  const { home, plan } = accounts(place)
  await expect(plan()).rejects.toMatchObject({
    code: 'AMI_NOT_IN_TARGET',
    message: expect.stringMatching(message),
  })
  expect(home.calls).toEqual([])
})

test('a promotion that fails in one target is continued there by the same command', async () => {
  const { home, away, plan } = accounts(other, { ...baked(first), tags: {} })
  away.world.failsOnce = 'put'
  const broken = await promoteTargets(await plan())
  expect(broken.pointers).toEqual([{ imageId: first, version: 1 }, null])
  expect(broken.error).toMatchObject({ message: 'killed' })
  const { pointers } = await promoteTargets(await plan())
  expect(pointers).toEqual([
    { imageId: first, version: 1 },
    { imageId: first, version: 1 },
  ])
  expect(home.calls.filter(call => call.startsWith('put'))).toHaveLength(1)
})
