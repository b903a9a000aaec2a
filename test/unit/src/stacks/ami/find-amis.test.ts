import { expect, test } from 'vitest'
import type { Ec2 } from '#src/aws/ec2.ts'
import type { Image } from '#src/aws/image.ts'
import { findAmis } from '#src/stacks/ami/find-amis.ts'
import { image } from '#test/unit/src/stacks/image.ts'

const place = { region: 'eu-west-1', accountId: '123456789012', projectName: 'shop', channel: null }
const newest = image({
  imageId: 'ami-00000000000000003',
  createdAt: new Date('2026-11-03'),
  tags: { 'packer-ecs:image': 'ecs' },
})
const good = image({ imageId: 'ami-00000000000000002', createdAt: new Date('2026-11-02') })
const older = image({ imageId: 'ami-00000000000000001', createdAt: new Date('2026-11-01') })

function find(imageId: string | null, images: readonly Image[]) {
  const ec2 = {
    ownImages: async tags => (tags['packer-ecs:image'] === 'ecs' ? [...images] : []),
    image: async id => images.find(one => one.imageId === id),
  } as Ec2
  return findAmis([{ parameter: 'ImageId', image: 'ecs', imageId, inFile: null }], ec2, place)
}

test('the newest good AMI, not a newer one whose bake did not finish', async () => {
  expect(await find(null, [older, newest, good])).toMatchObject([{ found: { imageId: good.imageId } }])
})

test('an AMI of another project is not used, however new it is', async () => {
  const other = image({
    createdAt: new Date('2026-11-09'),
    tags: { ...good.tags, 'packer-ecs:project': 'billing' },
  })
  expect(await find(null, [other, good])).toMatchObject([
    { found: { imageId: good.imageId }, passedOver: null },
  ])
  await expect(find(null, [other])).rejects.toMatchObject({
    message: 'there is no good AMI of the image "ecs" in eu-west-1 (1 of other projects)',
  })
})

test('an AMI from before projects is used only if the project has none; a newer one is reported', async () => {
  const { 'packer-ecs:project': _, ...tags } = good.tags
  const before = image({ imageId: 'ami-00000000000000008', createdAt: new Date('2026-11-08'), tags })
  expect(await find(null, [before])).toMatchObject([{ found: before, passedOver: null }])
  expect(await find(null, [before, good])).toMatchObject([{ found: good, passedOver: before }])
})

test('the one that was named', async () => {
  expect(await find(older.imageId, [older, good])).toMatchObject([{ found: { imageId: older.imageId } }])
})

test('nothing baked yet', async () => {
  await expect(find(null, [newest])).rejects.toMatchObject({
    code: 'NO_AMI',
    message: 'there is no good AMI of the image "ecs" in eu-west-1 (1 unfinished)',
    hint: expect.stringContaining('packer-ecs bake ecs'),
    exitStatus: 1,
  })
})

test('one that is gone or not shared: how its owner shares it', async () => {
  await expect(find('ami-00000000000000009', [good])).rejects.toMatchObject({
    code: 'AMI_NOT_FOUND',
    hint: expect.stringContaining('--launch-permission "Add=[{UserId=123456789012}]"'),
  })
})

test('an AMI that is rejected only in its record is not the newest good one', async () => {
  const ec2 = { ownImages: async () => [older, good] } as unknown as Ec2
  const rejected = { 'packer-ecs:rejected': '2026-11-21T00:00:00.000Z' }
  const recorded = async (images: readonly Image[]) =>
    images.map(one => (one === good ? { ...one, tags: { ...one.tags, ...rejected } } : one))
  const ami = { parameter: 'ImageId', image: 'ecs', imageId: null, inFile: null }
  const [found] = await findAmis([ami], ec2, { ...place, recorded })
  expect(found?.found.imageId).toBe(older.imageId)
})
