import { beforeAll, expect, test } from 'vitest'
import type { Ec2 } from '#src/aws/ec2.ts'
import type { Image } from '#src/aws/image.ts'
import type { ImageSettings } from '#src/config/settings.ts'
import type { ToolError } from '#src/errors/tool-error.ts'
import { type BakePlan, planBake } from '#src/images/plan.ts'
import { assertAsPlanned, fetchResult } from '#src/images/result.ts'
import { base, image, now, recipe } from '#test/helpers/images.ts'
import { imageSettings } from '#test/helpers/settings.ts'

let settings: ImageSettings
let plan: BakePlan
let asPlanned: Image

beforeAll(async () => {
  settings = await imageSettings()
  const runId = '20261121-120000-abcd'
  const recordOf = () => undefined
  plan = planBake({
    projectName: 'shop',
    image: 'ecs',
    settings,
    base,
    recipe: recipe(),
    ownImages: [],
    recordOf,
    runId,
    now,
    toolVersion: '1',
    commit: null,
    force: false,
  })
  const volume = { snapshotId: 'snap-1', type: 'gp3', encrypted: true }
  asPlanned = image({
    name: plan.amiName,
    tags: plan.tags,
    volumes: [
      { ...volume, deviceName: '/dev/xvda', size: 30 },
      { ...volume, deviceName: '/dev/xvdcy', size: 22 },
    ],
  })
})

function differences(replaced: Partial<Image>): readonly string[] {
  try {
    assertAsPlanned({ ...asPlanned, ...replaced }, settings, plan)
    return []
  } catch (error) {
    return (error as ToolError).details
  }
}

test('an AMI that is what was asked for has no differences', () => {
  expect(differences({})).toEqual([])
})

test.each<[string, () => Partial<Image>, string]>([
  ['state', () => ({ state: 'failed' }), 'state: expected available, found failed'],
  ['architecture', () => ({ architecture: 'arm64' }), 'architecture: expected x86_64, found arm64'],
  ['IMDS', () => ({ imdsSupport: '' }), 'IMDS support: expected v2.0, found nothing'],
  [
    'a missing volume',
    () => ({ volumes: asPlanned.volumes.slice(0, 1) }),
    'volume /dev/xvdcy: expected 22 GiB, not found',
  ],
  [
    'a small volume',
    () => ({ volumes: asPlanned.volumes.map(volume => ({ ...volume, size: 30 })) }),
    'volume /dev/xvdcy, GiB: expected 22, found 30',
  ],
  [
    'a plain volume',
    () => ({ volumes: asPlanned.volumes.map((volume, index) => ({ ...volume, encrypted: index === 0 })) }),
    'volume /dev/xvdcy, encrypted: expected true, found nothing',
  ],
  ['a missing tag', () => ({ tags: { ...plan.tags, Name: 'other' } }), 'tag Name: expected ecs, found other'],
])('%s is a difference', (_, replaced, expected) => {
  expect(differences(replaced())).toEqual([expected])
})

test('an AMI that differs, or that EC2 does not have, is an error', async () => {
  const wrong = { ...asPlanned, state: 'failed' }
  expect(() => assertAsPlanned(wrong, settings, plan)).toThrow(
    expect.objectContaining({ code: 'RESULT_WRONG', message: `${wrong.imageId} differs from the plan` }),
  )
  const missing = fetchResult('ami-1', { image: async () => undefined } as unknown as Ec2)
  await expect(missing).rejects.toMatchObject({ code: 'RESULT_WRONG' })
})
