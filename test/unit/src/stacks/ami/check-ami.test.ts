import { describe, expect, test } from 'vitest'
import { type AmiFacts, checkAmi } from '#src/stacks/ami/check-ami.ts'
import { image } from '#test/unit/src/stacks/image.ts'

const key = 'arn:aws:kms:eu-west-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef'

function facts(given: Partial<AmiFacts> = {}, found: Parameters<typeof image>[0] = {}): AmiFacts {
  return {
    ami: {
      parameter: 'ImageId',
      image: 'ecs',
      imageId: null,
      inFile: null,
      passedOver: null,
      found: image(found),
    },
    contradiction: undefined,
    projectName: 'shop',
    isRunKnown: true,
    instanceTypes: [{ name: 't3.medium', architectures: ['i386', 'x86_64'] }],
    launched: [],
    keys: [],
    region: 'eu-west-1',
    accountId: '123456789012',
    now: new Date('2026-11-21'),
    ...given,
  }
}

const named = (found: Parameters<typeof image>[0]) =>
  facts({
    ami: {
      parameter: 'ImageId',
      image: null,
      imageId: 'ami-0123456789abcdef0',
      inFile: null,
      passedOver: null,
      found: image(found),
    },
  })

test('a good AMI of ours says nothing', () => {
  expect(checkAmi(facts())).toEqual([])
})

describe('said', () => {
  test.each<[string, AmiFacts, RegExp]>([
    [
      'foreign, of this account',
      named({ tags: {} }),
      /uses ami-0123456789abcdef0 .* of this account. It has no packer-ecs tags/,
    ],
    ['foreign, of another', named({ tags: {}, ownerId: '210987654321' }), /of account 210987654321/],
    ['deprecated, but named', named({ deprecatedAt: new Date('2026-11-20') }), /deprecated since 2026-11-20/],
    [
      'the file names another',
      facts({ ami: { ...facts().ami, inFile: { imageId: 'ami-1', file: 'dev.cfg', line: 3 } } }),
      /^dev\.cfg:3 sets ImageId to ami-1, but this deploy uses ami-0123456789abcdef0; --write-parameters/,
    ],
    [
      'baked elsewhere',
      facts({ isRunKnown: false }),
      /was baked elsewhere: run 20261101-120000-abcd is unknown on this machine/,
    ],
    [
      'with tags that contradict it, but named',
      { ...named({}), contradiction: 'its name is wrong' },
      /has packer-ecs tags, but its name is wrong, so its contents are unknown/,
    ],
    [
      'a key that may not be looked at',
      facts({ keys: [{ arn: key, state: undefined, isUsable: undefined }] }),
      /Could not check whether Auto Scaling may use the KMS key/,
    ],
  ])('%s', (_, given, notice) => {
    expect(checkAmi(given)).toEqual([expect.stringMatching(notice)])
  })

  test('nothing of a deprecation to come, or of a file that names the same', () => {
    const { ami } = facts({}, { deprecatedAt: new Date('2027-01-01') })
    expect(
      checkAmi(facts({ ami: { ...ami, inFile: { imageId: ami.found.imageId, file: 'f', line: 1 } } })),
    ).toEqual([])
  })
})

test('a volume as large as its snapshot fits, and so does one that the AMI does not have but the template sizes', () => {
  const launched = (deviceName: string, size: number | null, isOfAmi: boolean) =>
    [{ deviceName, size, isOfAmi, isEncrypted: false, kmsKey: null }] as const
  const volumes = [{ deviceName: '/dev/xvdcy', snapshotId: 's', size: 22, type: 'gp3', encrypted: false }]
  expect(checkAmi(facts({ launched: launched('/dev/xvdcy', 22, false) }, { volumes }))).toEqual([])
  expect(checkAmi(facts({ launched: launched('/dev/xvdcy', null, true) }, { volumes }))).toEqual([])
  expect(checkAmi(facts({ launched: launched('/dev/sdz', 10, false) }, { volumes }))).toEqual([])
})

test('a file that names no AMI is told from one that names another', () => {
  const { ami } = facts()
  expect(checkAmi(facts({ ami: { ...ami, inFile: { imageId: '', file: 'f', line: 1 } } }))).toEqual([
    expect.stringContaining('sets ImageId to no AMI, but'),
  ])
})

test('an AMI is deprecated from the very moment on', () => {
  const now = new Date('2026-11-21')
  expect(() => checkAmi(facts({ now }, { deprecatedAt: now }))).toThrow(
    /has been deprecated since 2026-11-21/,
  )
})

describe('refused', () => {
  test.each<[string, AmiFacts, string, RegExp]>([
    ['not available', facts({}, { state: 'pending' }), 'AMI_NOT_AVAILABLE', /Wait/],
    [
      'not finished',
      facts({}, { tags: { 'packer-ecs:image': 'ecs' } }),
      'AMI_NOT_GOOD',
      /packer-ecs bake ecs/,
    ],
    [
      'with tags that contradict it',
      facts({ contradiction: 'its name is wrong' }),
      'AMI_NOT_GOOD',
      /pass it with --ami/,
    ],
    [
      'deprecated',
      facts({}, { deprecatedAt: new Date('2026-11-20') }),
      'AMI_DEPRECATED',
      /--ami ami-0123456789abcdef0/,
    ],
    [
      'another architecture',
      facts({}, { architecture: 'arm64' }),
      'AMI_OTHER_ARCHITECTURE',
      /instance type with arm64/,
    ],
    [
      'a volume smaller than its snapshot',
      facts(
        {
          launched: [
            { deviceName: '/dev/xvdcy', size: 20, isOfAmi: false, isEncrypted: false, kmsKey: null },
          ],
        },
        { volumes: [{ deviceName: '/dev/xvdcy', snapshotId: 's', size: 22, type: 'gp3', encrypted: false }] },
      ),
      'AMI_VOLUME_LARGER',
      /Set the size to 22 GiB or more/,
    ],
    [
      'a volume that the AMI does not have',
      facts({
        launched: [{ deviceName: '/dev/xvdcy', size: null, isOfAmi: true, isEncrypted: false, kmsKey: null }],
      }),
      'AMI_VOLUME_MISSING',
      /DataVolumeSize=none/,
    ],
    [
      'an unknown type',
      facts({ instanceTypes: [{ name: 't9.huge', architectures: undefined }] }),
      'INSTANCE_TYPE_UNKNOWN',
      /another type/,
    ],
    [
      'a key that is off',
      facts({ keys: [{ arn: key, state: 'Disabled', isUsable: true }] }),
      'AMI_KEY_NOT_USABLE',
      /enable-key/,
    ],
    [
      'a key that is not there',
      facts({ keys: [{ arn: 'alias/nix', state: 'Missing', isUsable: false }] }),
      'AMI_KEY_NOT_USABLE',
      /Use a key/,
    ],
    [
      'a key that was not granted',
      facts({ keys: [{ arn: key, state: 'Enabled', isUsable: false }] }),
      'AMI_KEY_NOT_USABLE',
      /aws kms create-grant --key-id arn:aws:kms:\S+ --grantee-principal arn:aws:iam::123456789012:role\/aws-service-role\/autoscaling\.amazonaws\.com\/AWSServiceRoleForAutoScaling --operations .*CreateGrant$/,
    ],
  ])('%s', (_, given, code, hint) => {
    expect(() => checkAmi(given)).toThrow(
      expect.objectContaining({ code, hint: expect.stringMatching(hint) }),
    )
  })
})
