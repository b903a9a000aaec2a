import { formatPath, type Path } from '../finding.ts'
import type { ImageSettings, Volume } from '../settings.ts'
import { sharedWith } from '../shared-with.ts'
import { namedVolumes } from '../volumes-of.ts'
import type { Conflict, Rule } from './rule.ts'

export const encryptionRule: Rule = image => [
  ...namedVolumes(image).flatMap(named => [...ownKeys(named), ...unusedRegions(named, image)]),
  ...differentKeys(image),
  ...keyedCopies(image),
  ...sharedDefaultKeys(image),
]

type NamedVolume = readonly [key: Path, volume: Volume]

function ownKeys([key, { encrypted, kmsKey, kmsKeys }]: NamedVolume): Conflict[] {
  if (encrypted) return []
  const given = [
    ...(kmsKey === null ? [] : ['kmsKey']),
    ...(Object.keys(kmsKeys).length === 0 ? [] : ['kmsKeys']),
  ]
  return given.map(setting => ({
    code: 'VOLUME_KEY',
    path: [...key, setting],
    problem: 'but the volume is not encrypted',
    hint: 'Remove it, or set "encrypted: true".',
    against: [[...key, 'encrypted']],
  }))
}

function unusedRegions([key, { kmsKeys }]: NamedVolume, { copyTo }: ImageSettings): Conflict[] {
  return Object.keys(kmsKeys)
    .filter(region => !copyTo.includes(region))
    .map(region => ({
      code: 'COPY_KEY',
      path: [...key, 'kmsKeys', region],
      problem: 'a key for a region that the AMI is not copied to',
      hint: `Add ${region} to "copyTo", or remove the line. For the region of the bake, use "kmsKey".`,
      against: [['copyTo']],
    }))
}

function differentKeys(image: ImageSettings): Conflict[] {
  const [first, ...others] = namedVolumes(image).filter(([, { encrypted }]) => encrypted)
  if (first === undefined) return []
  return others.flatMap(second =>
    image.copyTo
      .filter(region => first[1].kmsKeys[region] !== second[1].kmsKeys[region])
      .map(region => {
        const [[key], [other]] = second[1].kmsKeys[region] === undefined ? [first, second] : [second, first]
        return {
          code: 'COPY_KEY',
          path: [...key, 'kmsKeys', region],
          problem: `but ${formatPath(other)} has a different key or none for that region`,
          why: 'EC2 encrypts all volumes of a copied AMI with one key.',
          hint: `Set the same key in ${formatPath(other)}.kmsKeys.`,
          against: [
            [...other, 'kmsKeys'],
            [...key, 'encrypted'],
            [...other, 'encrypted'],
          ],
        }
      }),
  )
}

/**
 * For copies with keys, Packer first makes an encrypted copy in the region of the bake: all volumes then have the key of
 * the root volume (docs/decisions/packer-versions.md).
 */
function keyedCopies(image: ImageSettings): Conflict[] {
  const volumes = namedVolumes(image)
  if (volumes.every(([, { kmsKeys }]) => Object.keys(kmsKeys).length === 0)) return []
  const why = 'For copies with keys, Packer encrypts all volumes of the AMI with one key.'
  const ofAll = (...settings: string[]) =>
    volumes.flatMap(([key]) => settings.map(setting => [...key, setting]))
  const clear = volumes.filter(([, { encrypted }]) => !encrypted)
  if (clear.length > 0 && clear.length < volumes.length) {
    return clear.map(([key]) => ({
      code: 'COPY_KEY',
      path: [...key, 'encrypted'],
      problem: 'but kmsKeys sets keys for the copies',
      why,
      hint: 'Encrypt all volumes, or remove kmsKeys: a copy then gets the default key of its region.',
      against: ofAll('encrypted', 'kmsKeys'),
    }))
  }
  const { rootVolume } = image
  return volumes
    .filter(([, { encrypted, kmsKey }]) => encrypted && kmsKey !== rootVolume.kmsKey)
    .map(([key, { kmsKey }]) => {
      const [at, other] = kmsKey === null ? [['rootVolume'], key] : [key, ['rootVolume']]
      return {
        code: 'COPY_KEY',
        path: [...at, 'kmsKey'],
        problem: `but ${formatPath(other)} has a different key or none, and kmsKeys sets keys for the copies`,
        why,
        hint: 'Set the same kmsKey for all volumes, or remove kmsKeys: a copy then gets the default key of its region.',
        against: ofAll('kmsKey', 'kmsKeys'),
      }
    })
}

/** See docs/instance-facts.md, "Sharing and encryption". */
function sharedDefaultKeys(image: ImageSettings): Conflict[] {
  const { copyTo } = image
  if (sharedWith(image).length === 0) return []
  return namedVolumes(image)
    .filter(([, { encrypted }]) => encrypted)
    .flatMap(([key, { kmsKey, kmsKeys }]) => [
      ...(isDefaultKey(kmsKey) ? [shared(key, ['kmsKey'], '')] : []),
      ...copyTo
        .filter(region => isDefaultKey(kmsKeys[region] ?? null))
        .map(region => shared(key, ['kmsKeys', region], ` in ${region}`)),
    ])
}

function isDefaultKey(key: string | null): boolean {
  return key === null || key.endsWith('alias/aws/ebs')
}

function shared(key: Path, setting: Path, where: string): Conflict {
  return {
    code: 'SHARE_NEEDS_KEY',
    path: [...key, ...setting],
    problem: `but the AMI is shared and its volume is encrypted${where}`,
    why: 'An AMI encrypted with the default key aws/ebs cannot be shared.',
    hint: `Set a customer managed key that the other accounts can use${where}, or set "encrypted: false".`,
    against: [['shareWith'], ['copyTo'], [...key, 'encrypted']],
  }
}
