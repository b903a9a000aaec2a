import type { Image } from '../aws/image.ts'
import type { ImageSettings, Volume } from '../config/settings.ts'
import { sharedWith } from '../config/shared-with.ts'
import { volumesOf } from '../config/volumes-of.ts'
import { ToolError } from '../errors/tool-error.ts'
import type { BakePlan } from './plan.ts'
import { keyIn, type ResultFacts } from './result-facts.ts'

/**
 * Compares the AMI of one region with what the configuration promises: Packer's exit status is no proof of it.
 *
 * @throws ToolError RESULT_WRONG with every difference; the AMI then does not get the tag value `complete`
 */
export function assertAsPlanned(facts: ResultFacts, settings: ImageSettings, plan: BakePlan): void {
  const { image } = facts
  const differences = [
    ...expectEqual('state', image.state, 'available'),
    ...expectEqual('name', image.name, plan.amiName),
    ...expectEqual('architecture', image.architecture, settings.architecture),
    ...expectEqual('IMDS support', image.imdsSupport, 'v2.0'),
    ...volumesOf(settings).flatMap(volume => volumeDifferences(facts, volume)),
    ...sharingDifferences(facts, settings),
    ...deprecationDifferences(image, plan),
    ...Object.entries(plan.tags).flatMap(([key, value]) => expectEqual(`tag ${key}`, image.tags[key], value)),
  ]
  if (differences.length === 0) return
  throw new ToolError('RESULT_WRONG', `${image.imageId} in ${facts.region} differs from the plan`, {
    details: differences,
    why: 'It does not get the tag packer-ecs:state=complete, so a deploy will not use it.',
    hint: "See the run's packer.log. If you use your own template, check that it sets everything that packer/image.pkr.hcl.hbs sets.",
  })
}

/** EC2 may leave out the values of a gp3 volume that are its defaults. */
const gp3Defaults = { iops: 3000, throughput: 125 } as const

function volumeDifferences(facts: ResultFacts, wanted: Volume): string[] {
  const name = `volume ${wanted.device}`
  const found = facts.image.volumes.find(({ deviceName }) => deviceName === wanted.device)
  if (found === undefined) return [`${name}: expected ${wanted.size} GiB, not found`]
  const defaults = wanted.type === 'gp3' ? gp3Defaults : { iops: undefined, throughput: undefined }
  return [
    ...expectEqual(`${name}, GiB`, found.size, wanted.size),
    ...expectEqual(`${name}, type`, found.type, wanted.type),
    ...(wanted.iops === null ? [] : expectEqual(`${name}, IOPS`, found.iops ?? defaults.iops, wanted.iops)),
    ...(wanted.throughput === null
      ? []
      : expectEqual(`${name}, MiB/s`, found.throughput ?? defaults.throughput, wanted.throughput)),
    ...(wanted.encrypted ? expectEqual(`${name}, encrypted`, found.encrypted, true) : []),
    ...keyDifferences(facts, wanted, found.snapshotId),
  ]
}

/** A key that the caller may not describe is not compared. */
function keyDifferences(facts: ResultFacts, wanted: Volume, snapshotId: string): string[] {
  const { region, buildRegion, keys, snapshots } = facts
  const configured = keyIn(wanted, region, buildRegion)
  const expected = configured === null ? undefined : keys.get(configured)
  if (expected === undefined) return []
  const found = snapshots.find(snapshot => snapshot.snapshotId === snapshotId)?.kmsKeyId ?? ''
  if (found === expected || found.endsWith(`:key/${expected}`)) return []
  return [`volume ${wanted.device}, KMS key: expected ${configured}, found ${found || 'nothing'}`]
}

function sharingDifferences(
  { launchPermissions, volumePermissions }: ResultFacts,
  settings: ImageSettings,
): string[] {
  return [
    ...(launchPermissions === null
      ? []
      : expectEqual('shared with', listed(launchPermissions), listed(sharedWith(settings)))),
    ...[...volumePermissions].flatMap(([snapshotId, accounts]) =>
      expectEqual(
        `snapshot ${snapshotId}, shared with`,
        listed(accounts),
        listed(settings.shareWith.accounts),
      ),
    ),
  ]
}

function listed(names: readonly string[]): string {
  return names.toSorted().join(', ')
}

/** EC2 keeps the date to the minute, and returns it with seconds. */
function deprecationDifferences({ deprecatedAt }: Image, { deprecateAt }: BakePlan): string[] {
  if (deprecateAt === null) return []
  const minute = (date: Date | undefined) => date?.toISOString().slice(0, 16)
  return expectEqual('deprecated at', minute(deprecatedAt), minute(new Date(deprecateAt)))
}

function expectEqual<Value>(what: string, found: Value, expected: Value): string[] {
  return found === expected ? [] : [`${what}: expected ${expected}, found ${found || 'nothing'}`]
}
