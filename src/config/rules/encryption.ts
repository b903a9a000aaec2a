import type { ImageSettings, Volume } from '../settings.ts'
import { sharedWith } from '../shared-with.ts'
import type { Conflict, Rule } from './rule.ts'

export const encryptionRule: Rule = image => [
  ...volumesOf(image).flatMap(([key, volume]) => [
    ...ownKeys(key, volume),
    ...unusedRegions(key, volume, image),
  ]),
  ...differentKeys(image),
  ...keyedCopies(image),
  ...sharedDefaultKeys(image),
]

type NamedVolume = readonly [key: 'rootVolume' | 'dataVolume', volume: Volume]

function volumesOf({ rootVolume, dataVolume }: ImageSettings): NamedVolume[] {
  return dataVolume === null
    ? [['rootVolume', rootVolume]]
    : [
        ['rootVolume', rootVolume],
        ['dataVolume', dataVolume],
      ]
}

function ownKeys(key: string, { encrypted, kmsKey, kmsKeys }: Volume): Conflict[] {
  if (encrypted) return []
  const given = [
    ...(kmsKey === null ? [] : ['kmsKey']),
    ...(Object.keys(kmsKeys).length === 0 ? [] : ['kmsKeys']),
  ]
  return given.map(setting => ({
    code: 'VOLUME_KEY',
    path: [key, setting],
    problem: 'but the volume is not encrypted',
    hint: 'Remove it, or set "encrypted: true".',
    against: [[key, 'encrypted']],
  }))
}

function unusedRegions(key: string, { kmsKeys }: Volume, { copyTo }: ImageSettings): Conflict[] {
  return Object.keys(kmsKeys)
    .filter(region => !copyTo.includes(region))
    .map(region => ({
      code: 'COPY_KEY',
      path: [key, 'kmsKeys', region],
      problem: 'a key for a region that the AMI is not copied to',
      hint: `Add ${region} to "copyTo", or remove the line. For the region of the bake, use "kmsKey".`,
      against: [['copyTo']],
    }))
}

function differentKeys({ rootVolume, dataVolume, copyTo }: ImageSettings): Conflict[] {
  if (!dataVolume?.encrypted || !rootVolume.encrypted) return []
  return copyTo
    .filter(region => rootVolume.kmsKeys[region] !== dataVolume.kmsKeys[region])
    .map(region => {
      const [key, other] =
        dataVolume.kmsKeys[region] === undefined ? ['rootVolume', 'dataVolume'] : ['dataVolume', 'rootVolume']
      return {
        code: 'COPY_KEY',
        path: [key, 'kmsKeys', region],
        problem: `but ${other} has a different key or none for that region`,
        why: 'EC2 encrypts all volumes of a copied AMI with one key.',
        hint: `Set the same key in ${other}.kmsKeys.`,
        against: [
          [other, 'kmsKeys'],
          ['rootVolume', 'encrypted'],
          ['dataVolume', 'encrypted'],
        ],
      }
    })
}

/**
 * For copies with keys, Packer first makes an encrypted copy in the region of the bake: all volumes then have the key of
 * the root volume (docs/decisions/packer-versions.md).
 */
function keyedCopies({ rootVolume, dataVolume }: ImageSettings): Conflict[] {
  if (dataVolume === null) return []
  const hasKeys = [rootVolume, dataVolume].some(({ kmsKeys }) => Object.keys(kmsKeys).length > 0)
  if (!hasKeys) return []
  const why = 'For copies with keys, Packer encrypts all volumes of the AMI with one key.'
  const both = (setting: string) => [
    ['rootVolume', setting],
    ['dataVolume', setting],
  ]
  if (rootVolume.encrypted !== dataVolume.encrypted) {
    return [
      {
        code: 'COPY_KEY',
        path: [rootVolume.encrypted ? 'dataVolume' : 'rootVolume', 'encrypted'],
        problem: 'but kmsKeys sets keys for the copies',
        why,
        hint: 'Encrypt both volumes, or remove kmsKeys: a copy then gets the default key of its region.',
        against: [...both('encrypted'), ...both('kmsKeys')],
      },
    ]
  }
  if (!rootVolume.encrypted || rootVolume.kmsKey === dataVolume.kmsKey) return []
  return [
    {
      code: 'COPY_KEY',
      path: [dataVolume.kmsKey === null ? 'rootVolume' : 'dataVolume', 'kmsKey'],
      problem: 'but the other volume has a different key or none, and kmsKeys sets keys for the copies',
      why,
      hint: 'Set the same kmsKey for both volumes, or remove kmsKeys: a copy then gets the default key of its region.',
      against: [...both('kmsKey'), ...both('kmsKeys')],
    },
  ]
}

/** See docs/instance-facts.md, "Sharing and encryption". */
function sharedDefaultKeys(image: ImageSettings): Conflict[] {
  const { copyTo } = image
  if (sharedWith(image).length === 0) return []
  return volumesOf(image)
    .filter(([, { encrypted }]) => encrypted)
    .flatMap(([key, { kmsKey, kmsKeys }]) => [
      ...(isDefaultKey(kmsKey) ? [shared([key, 'kmsKey'], '')] : []),
      ...copyTo
        .filter(region => isDefaultKey(kmsKeys[region] ?? null))
        .map(region => shared([key, 'kmsKeys', region], ` in ${region}`)),
    ])
}

function isDefaultKey(key: string | null): boolean {
  return key === null || key.endsWith('alias/aws/ebs')
}

function shared(path: readonly string[], where: string): Conflict {
  return {
    code: 'SHARE_NEEDS_KEY',
    path,
    problem: `but the AMI is shared and its volume is encrypted${where}`,
    why: 'An AMI encrypted with the default key aws/ebs cannot be shared.',
    hint: `Set a customer managed key that the other accounts can use${where}, or set "encrypted: false".`,
    against: [['shareWith'], ['copyTo'], [path[0] ?? '', 'encrypted']],
  }
}
