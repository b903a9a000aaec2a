import { beforeAll, expect, test } from 'vitest'
import type { Image } from '#src/aws/image.ts'
import type { ImageSettings } from '#src/config/settings.ts'
import type { ToolError } from '#src/errors/tool-error.ts'
import { type BakePlan, planBake } from '#src/images/plan.ts'
import { assertAsPlanned } from '#src/images/result.ts'
import type { ResultFacts } from '#src/images/result-facts.ts'
import { base, image, now, recipe } from '#test/helpers/images.ts'
import { imageSettings } from '#test/helpers/settings.ts'

let settings: ImageSettings
let plan: BakePlan
let asPlanned: Image

beforeAll(async () => {
  settings = withKeys(await imageSettings())
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
  const volume = { type: 'gp3', encrypted: true }
  asPlanned = image({
    name: plan.amiName,
    tags: plan.tags,
    volumes: [
      { ...volume, deviceName: '/dev/xvda', snapshotId: 'snap-1', size: 30 },
      { ...volume, deviceName: '/dev/xvdcy', snapshotId: 'snap-2', size: 22, iops: 4000, throughput: 250 },
    ],
    deprecatedAt: new Date('2026-12-21T12:00:30Z'),
  })
})

/** Both volumes with a key for the build and one for a copy, shared, deprecated one day. */
function withKeys(plain: ImageSettings): ImageSettings {
  const keys = { kmsKey: 'alias/images', kmsKeys: { 'eu-west-1': '1234' } }
  return {
    ...plain,
    rootVolume: { ...plain.rootVolume, ...keys },
    dataVolume: plain.dataVolume && { ...plain.dataVolume, ...keys, iops: 4000, throughput: 250 },
    shareWith: { ...plain.shareWith, accounts: ['111122223333', '444455556666'], snapshots: true },
    deprecateAfterDays: 30,
  }
}

const key = 'arn:aws:kms:us-east-1:123456789012:key/abcd'

function factsOf(replaced: Partial<Image> = {}): ResultFacts {
  const accounts = ['444455556666', '111122223333']
  return {
    region: 'us-east-1',
    buildRegion: 'us-east-1',
    image: { ...asPlanned, ...replaced },
    snapshots: ['snap-1', 'snap-2'].map(snapshotId => ({
      snapshotId,
      description: '',
      kmsKeyId: key,
      tags: {},
    })),
    keys: new Map([['alias/images', key]]),
    launchPermissions: accounts,
    volumePermissions: new Map([['snap-1', accounts]]),
  }
}

function differences(replaced: Partial<Image>): readonly string[] {
  return differencesOf(factsOf(replaced))
}

function differencesOf(facts: ResultFacts, wanted = settings): readonly string[] {
  try {
    assertAsPlanned(facts, wanted, plan)
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

test('a further volume is compared like the others', () => {
  const further = { fileSystem: 'xfs', label: 'xvdba', mountPoint: '/srv' } as const
  const volume = { ...settings.rootVolume, ...further, device: '/dev/xvdba', size: 50, iops: 4000 }
  const [found] = asPlanned.volumes
  const mine = { ...settings, volumes: [volume] }
  const facts = (volumes: Image['volumes']) => factsOf({ volumes: [...asPlanned.volumes, ...volumes] })
  expect(differencesOf(facts([]), mine)).toEqual(['volume /dev/xvdba: expected 50 GiB, not found'])
  const other = found && { ...found, deviceName: '/dev/xvdba', size: 40, snapshotId: 'snap-3' }
  expect(differencesOf(facts(other ? [other] : []), mine)).toEqual([
    'volume /dev/xvdba, GiB: expected 50, found 40',
    'volume /dev/xvdba, IOPS: expected 4000, found 3000',
    'volume /dev/xvdba, KMS key: expected alias/images, found nothing',
  ])
})

test.each<[string, () => Partial<Image>, string]>([
  [
    'IOPS',
    () => ({ volumes: asPlanned.volumes.map(volume => ({ ...volume, iops: 3000 })) }),
    'volume /dev/xvdcy, IOPS: expected 4000, found 3000',
  ],
  [
    'the throughput',
    () => ({ volumes: asPlanned.volumes.map(volume => ({ ...volume, throughput: 125 })) }),
    'volume /dev/xvdcy, MiB/s: expected 250, found 125',
  ],
  [
    'the date of deprecation',
    () => ({ deprecatedAt: undefined }),
    'deprecated at: expected 2026-12-21T12:00, found nothing',
  ],
])('%s can differ', (_, replaced, expected) => {
  expect(differences(replaced())).toEqual([expected])
})

test.each<[string, Partial<ResultFacts>, readonly string[]]>([
  [
    'a snapshot with another key',
    { keys: new Map([['alias/images', 'arn:aws:kms:us-east-1:123456789012:key/other']]) },
    [
      `volume /dev/xvda, KMS key: expected alias/images, found ${key}`,
      `volume /dev/xvdcy, KMS key: expected alias/images, found ${key}`,
    ],
  ],
  [
    'the key of the build in a copy',
    { region: 'eu-west-1', keys: new Map([['1234', '1234']]) },
    [
      `volume /dev/xvda, KMS key: expected 1234, found ${key}`,
      `volume /dev/xvdcy, KMS key: expected 1234, found ${key}`,
    ],
  ],
  [
    'an account that cannot launch the AMI',
    { launchPermissions: ['111122223333'] },
    ['shared with: expected 111122223333, 444455556666, found 111122223333'],
  ],
  [
    'everyone who can',
    { launchPermissions: ['111122223333', '444455556666', 'all'] },
    ['shared with: expected 111122223333, 444455556666, found 111122223333, 444455556666, all'],
  ],
  [
    'a snapshot that the accounts cannot copy',
    { volumePermissions: new Map([['snap-2', []]]) },
    ['snapshot snap-2, shared with: expected 111122223333, 444455556666, found nothing'],
  ],
])('%s is a difference', (_, replaced, expected) => {
  expect(differencesOf({ ...factsOf(), ...replaced })).toEqual(expected)
})

test.each<[string, Partial<ResultFacts>]>([
  ['a key that the bake may not describe', { keys: new Map() }],
  ['a key of a copy, by its id', { region: 'eu-west-1', keys: new Map([['1234', 'abcd']]) }],
])('%s is no difference', (_, replaced) => {
  expect(differencesOf({ ...factsOf(), ...replaced })).toEqual([])
})

test('an AMI that differs is an error with its region', () => {
  const wrong = factsOf({ state: 'failed' })
  expect(() => assertAsPlanned(wrong, settings, plan)).toThrow(
    expect.objectContaining({
      code: 'RESULT_WRONG',
      message: `${wrong.image.imageId} in us-east-1 differs from the plan`,
    }),
  )
})
