import { expect, test } from 'vitest'
import type { Image } from '#src/aws/image.ts'
import { listImages } from '#src/images/list.ts'
import { image } from '#test/unit/src/stacks/image.ts'

const ec2 = (images: readonly Image[]) => ({ ownImages: async () => [...images] })
const list = async (...images: readonly Image[]) => (await listImages(ec2(images), undefined)).images
const volume = { deviceName: '/dev/xvda', snapshotId: 's', type: 'gp3', encrypted: false }

test('the newest AMI is first', async () => {
  const at = (day: number) => image({ imageId: `ami-${day}`, createdAt: new Date(2026, 10, day) })
  expect((await list(at(2), at(3), at(1))).map(({ imageId }) => imageId)).toEqual(['ami-3', 'ami-2', 'ami-1'])
})

test.each<[string, Partial<Image>]>([
  ['good', {}],
  ['incomplete', { tags: { 'packer-ecs:image': 'ecs' } }],
  ['pending', { state: 'pending' }],
])('an AMI is %s', async (state, settings) => {
  expect(await list(image(settings))).toMatchObject([{ state, image: 'ecs' }])
})

test('its size is that of all volumes; a value without a tag is null', async () => {
  const volumes = [
    { ...volume, size: 8 },
    { ...volume, size: 22 },
  ]
  expect(
    await list(
      image({ volumes, tags: { 'packer-ecs:image': 'ecs', 'packer-ecs:release': '2023.0.20261022' } }),
    ),
  ).toMatchObject([{ size: 30, release: '2023.0.20261022', bakeKey: null, runId: null }])
})

test('AMIs of other projects are only counted; those from before projects are listed', async () => {
  const { 'packer-ecs:project': _, ...before } = image().tags
  const images = [image(), image({ tags: before }), image({ tags: { ...before, 'packer-ecs:project': '-' } })]
  const { images: listed, ofOthers } = await listImages(ec2(images), 'shop')
  expect({ projects: listed.map(({ project }) => project), ofOthers }).toEqual({
    projects: ['shop', null],
    ofOthers: 1,
  })
  expect((await listImages(ec2(images), undefined)).images).toHaveLength(3)
})
