import { expect, test } from 'vitest'
import type { Image } from '#src/aws/image.ts'
import { recheckAmis } from '#src/stacks/ami/recheck-amis.ts'
import { image } from '#test/unit/src/stacks/image.ts'

const planned = image({ imageId: 'ami-00000000000000001' })
const other = image({ imageId: 'ami-00000000000000002' })
const ami = {
  parameter: 'ImageId',
  image: 'ecs',
  imageId: null,
  inFile: null,
  found: planned,
  passedOver: null,
}

function recheck(now: Image | undefined, inChannel: Image | undefined, imageId: string | null = null) {
  const channel = inChannel && {
    channel: 'stable',
    ami: async () => ({ found: inChannel, verdict: null }),
    recorded: async () => ({ verdict: null, rejected: null }),
  }
  return recheckAmis([{ ...ami, imageId }], channel ?? null, async () => ({ image: async () => now }))
}

test('a deploy goes on with the AMI of the plan', async () => {
  await expect(recheck(planned, undefined)).resolves.toBeUndefined()
  await expect(recheck(planned, planned)).resolves.toBeUndefined()
})

test('a channel that moved while the plan was shown ends the deploy', async () => {
  await expect(recheck(planned, other)).rejects.toMatchObject({ code: 'CHANNEL_MOVED' })
})

test('an AMI that was rejected or deleted while the plan was shown ends the deploy', async () => {
  const tags = { ...planned.tags, 'packer-ecs:rejected': '2026-11-21T00:00:00.000Z' }
  await expect(recheck({ ...planned, tags }, undefined)).rejects.toMatchObject({ code: 'AMI_REJECTED' })
  await expect(recheck(undefined, undefined)).rejects.toMatchObject({ code: 'AMI_NOT_GOOD' })
})

test('an AMI that the user named is used', async () => {
  await expect(recheck(undefined, other, planned.imageId)).resolves.toBeUndefined()
})
