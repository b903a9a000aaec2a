import type { Clients } from '../aws/clients.ts'
import type { Ec2 } from '../aws/ec2.ts'
import type { FoundSnapshot } from '../aws/ec2-remains.ts'
import type { Image } from '../aws/image.ts'
import type { ImageSettings, Volume } from '../config/settings.ts'
import { sharedWith } from '../config/shared-with.ts'
import { volumesOf } from '../config/volumes-of.ts'
import { ToolError } from '../errors/tool-error.ts'

/** What EC2 and KMS say about the AMI that a bake made in one region. */
export interface ResultFacts {
  readonly region: string
  /** The other regions have copies. */
  readonly buildRegion: string
  readonly image: Image
  readonly snapshots: readonly FoundSnapshot[]
  /** Configured key → id or ARN of the key; missing for an alias that the caller may not describe. */
  readonly keys: ReadonlyMap<string, string>
  /** Accounts and ARNs that can launch the AMI; null: the configuration does not share it. */
  readonly launchPermissions: readonly string[] | null
  /** Snapshot → accounts that can copy it; empty when the configuration does not share snapshots. */
  readonly volumePermissions: ReadonlyMap<string, readonly string[]>
}

export interface ResultClients {
  readonly ec2: Ec2
  readonly kms: Clients['kms']
}

/** Reads only what the configuration makes a promise about. */
export async function readResult(
  imageId: string,
  { region, buildRegion }: Pick<ResultFacts, 'region' | 'buildRegion'>,
  settings: ImageSettings,
  { ec2, kms }: ResultClients,
): Promise<ResultFacts> {
  const image = await withImdsV2(await fetchResult(imageId, ec2), ec2)
  const snapshotIds = image.volumes.map(({ snapshotId }) => snapshotId).filter(id => id !== '')
  const keys = [...new Set(volumesOf(settings).flatMap(volume => keyIn(volume, region, buildRegion) ?? []))]
  const isShared = sharedWith(settings).length > 0
  const sharesSnapshots = isShared && settings.shareWith.snapshots
  const [snapshots, keyIds, launchPermissions, volumePermissions] = await Promise.all([
    keys.length === 0 ? [] : ec2.snapshots({ 'snapshot-id': snapshotIds }),
    Promise.all(keys.map(key => identify(key, region, kms))),
    isShared ? ec2.launchPermissions(imageId) : null,
    Promise.all(
      (sharesSnapshots ? snapshotIds : []).map(async id => [id, await ec2.volumePermissions(id)] as const),
    ),
  ])
  return {
    region,
    buildRegion,
    image,
    snapshots,
    keys: new Map(keyIds.flat()),
    launchPermissions,
    volumePermissions: new Map(volumePermissions),
  }
}

/** @throws ToolError RESULT_WRONG when EC2 does not have it */
export async function fetchResult(imageId: string, ec2: Pick<Ec2, 'image'>): Promise<Image> {
  const image = await ec2.image(imageId)
  if (image !== undefined) return image
  throw new ToolError('RESULT_WRONG', `${imageId} is in the manifest, but not in EC2`, {
    hint: 'Search for it in the EC2 console by the tag packer-ecs:run. If it does not exist, bake again.',
  })
}

/** The configured key in a region; null: not configured. Copies have separate keys. */
export function keyIn(
  { encrypted, kmsKey, kmsKeys }: Volume,
  region: string,
  buildRegion: string,
): string | null {
  if (!encrypted) return null
  return (region === buildRegion ? kmsKey : kmsKeys[region]) ?? null
}

/** An alias is only known to KMS. */
async function identify(
  key: string,
  region: string,
  kms: Clients['kms'],
): Promise<readonly (readonly [string, string])[]> {
  if (!key.includes('alias/')) return [[key, key]]
  const described = await (await kms(region)).key(key)
  return described === undefined ? [] : [[key, described.arn]]
}

/** An old Packer or a custom template does not set it; instances would then accept IMDSv1. */
async function withImdsV2(image: Image, ec2: Ec2): Promise<Image> {
  if (image.imdsSupport === 'v2.0') return image
  await ec2.requireImdsV2(image.imageId)
  return fetchResult(image.imageId, ec2)
}
