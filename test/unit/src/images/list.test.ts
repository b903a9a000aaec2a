import { expect, test } from 'vitest'
import type { Ec2 } from '#src/aws/ec2.ts'
import type { Image } from '#src/aws/image.ts'
import { listImages } from '#src/images/list.ts'
import { image } from '#test/unit/src/stacks/image.ts'

const list = (...images: readonly Image[]) => listImages({ ownImages: async () => images } as unknown as Ec2)
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
