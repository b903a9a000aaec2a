import { expect, test } from 'vitest'
import type { Ec2 } from '#src/aws/ec2.ts'
import type { Image } from '#src/aws/image.ts'
import { adopt } from '#src/stacks/deploy/adopt.ts'
import type { Ending } from '#src/stacks/deploy/request.ts'
import { fakeCloudFormation } from '#test/helpers/fake-cloudformation.ts'
import { fakeContext } from '#test/helpers/stacks-context.ts'
import { image } from '#test/unit/src/stacks/image.ts'

const { 'packer-ecs:project': _, ...untagged } = image().tags

/** What is tagged after a deploy of this AMI of the image `ecs`, and what is reported. */
async function adopted(found: Image, { now = found, refuses = false } = {}) {
  const world = fakeContext(fakeCloudFormation(undefined))
  const tagged: unknown[] = []
  world.context.clients.ec2 = async () =>
    ({
      image: async () => now,
      tag: async (...call: unknown[]) => {
        if (refuses) throw new Error('not allowed')
        tagged.push(call)
      },
    }) as unknown as Ec2
  const ami = { parameter: 'ImageId', image: 'ecs', imageId: null, inFile: null, passedOver: null, found }
  const request = { project: { name: 'shop' }, amis: [ami], accountId: '123456789012' }
  await adopt(request as unknown as Ending, world.context)
  return { tagged, notices: world.notices() }
}

test('a deployed AMI from before projects is assigned to the project', async () => {
  const found = image({ tags: untagged })
  expect(await adopted(found)).toEqual({
    tagged: [[[found.imageId], { 'packer-ecs:project': 'shop' }]],
    notices: [],
  })
})

test.each<[string, Image]>([
  ['of the project', image()],
  ['of another project', image({ tags: { ...untagged, 'packer-ecs:project': 'billing' } })],
  ['of another image', image({ tags: { ...untagged, 'packer-ecs:image': 'web' } })],
  ['of another account', image({ tags: untagged, ownerId: '210987654321' })],
  ['without a run', image({ tags: { 'packer-ecs:image': 'ecs' } })],
])('an AMI %s is not tagged', async (_, found) => {
  expect(await adopted(found)).toEqual({ tagged: [], notices: [] })
})

test('an AMI that another project deployed in the meantime is not taken away from it', async () => {
  const now = image({ tags: { ...untagged, 'packer-ecs:project': 'billing' } })
  expect((await adopted(image({ tags: untagged }), { now })).tagged).toEqual([])
})

test('a refusal is reported, and does not fail the deploy', async () => {
  const { notices } = await adopted(image({ tags: untagged }), { refuses: true })
  expect(notices).toEqual([expect.stringMatching(/^cannot assign ami-.* to this project.*: not allowed$/)])
})
