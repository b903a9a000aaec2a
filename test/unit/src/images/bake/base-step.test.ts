import { describe, expect, test } from 'vitest'
import type { ImageVolume } from '#src/aws/image.ts'
import type { ImageSettings } from '#src/config/settings.ts'
import { baseStep } from '#src/images/bake/base-step.ts'
import type { BakeInput } from '#src/images/bake/request.ts'
import { image } from '#test/helpers/images.ts'
import { fakeRunContext } from '#test/helpers/run-context.ts'
import { imageSettings } from '#test/helpers/settings.ts'

const name = 'al2023-ami-ecs-hvm-2023.0.20261022-kernel-6.1-x86_64'

/** What is said about a base AMI that the configuration names by its id. */
async function noticesFor(
  ownerId: string,
  volumes: readonly ImageVolume[] = [],
  replaced: Partial<ImageSettings> = { dataVolume: null },
): Promise<string[]> {
  const { context, notices } = fakeRunContext()
  const settings = await imageSettings({
    base: { kind: 'ami', imageId: 'ami-0123456789abcdef0' },
    ...replaced,
  })
  const ec2 = { image: async (imageId: string) => image({ imageId, name, ownerId, volumes }) }
  const clients = { ec2: async () => ec2, ssm: async () => ({}) }
  await baseStep.run({ request: { settings }, context: { ...context, clients } } as unknown as BakeInput)
  return notices()
}

test('the owner of a base AMI is named if it is another account, whatever name the AMI has', async () => {
  expect(await noticesFor('999988887777')).toEqual([
    `the base AMI ami-0123456789abcdef0 (${name}) belongs to account 999988887777`,
  ])
  expect(await noticesFor('123456789012')).toEqual([])
})

test('volumes of the base AMI that the configuration does not have are named', async () => {
  const volume = { snapshotId: 'snap-1', size: 22, type: 'gp3', encrypted: true }
  const volumes = ['/dev/xvda', '/dev/xvdcy'].map(deviceName => ({ ...volume, deviceName }))
  expect(await noticesFor('123456789012', volumes)).toEqual([
    'the AMI inherits from the base AMI ami-0123456789abcdef0: /dev/xvdcy (22 GiB)',
  ])
})

describe('a base AMI that has the device of a volume that the recipe would format', async () => {
  const ours = '123456789012'
  const volume = { snapshotId: 'snap-1', size: 22, type: 'gp3', encrypted: true }
  const { dataVolume } = await imageSettings()
  const further = ['/dev/xvdba', '/dev/xvdbb'].map(device => ({ ...dataVolume, device }))
  const volumes = further as unknown as ImageSettings['volumes']

  test('is refused before anything starts: the data volume', async () => {
    await expect(noticesFor(ours, [{ ...volume, deviceName: '/dev/xvdcy' }], {})).rejects.toMatchObject({
      code: 'BASE_HAS_VOLUME',
      message: expect.stringMatching(/already has \/dev\/xvdcy \(22 GiB\), the device of dataVolume$/),
      hint: expect.stringContaining('dataVolume: none'),
    })
  })

  test('is refused before anything starts: further volumes', async () => {
    const taken = further.map(({ device }) => ({ ...volume, deviceName: device }))
    await expect(noticesFor(ours, taken, { dataVolume: null, volumes })).rejects.toMatchObject({
      code: 'BASE_HAS_VOLUME',
      message: expect.stringMatching(/\/dev\/xvdba \(22 GiB\), the device of volumes\[0\]$/),
      details: ['volumes[1]: /dev/xvdbb (22 GiB)'],
      hint: expect.stringContaining('Remove volumes[0]'),
    })
  })

  test('is used if its volume is empty', async () => {
    const empty = { ...volume, deviceName: '/dev/xvdcy', snapshotId: '' }
    expect(await noticesFor(ours, [empty], {})).toEqual([])
  })
})
