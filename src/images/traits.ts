import type { Ec2 } from '../aws/ec2.ts'
import type { FoundSnapshot } from '../aws/ec2-remains.ts'
import { forValues } from '../aws/filter-values.ts'
import type { Image } from '../aws/image.ts'
import { isRunId } from '../runs/run-id.ts'
import { originOf } from './clean/claims.ts'
import { isGood } from './good.ts'
import { tagKeys } from './tags.ts'

/** What contradicts the tags of an AMI, by its id; AMIs without a contradiction are missing. */
export async function contradictions(
  images: readonly Image[],
  ec2: Pick<Ec2, 'snapshots'>,
): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(images.flatMap(snapshotIds))]
  const snapshots = await forValues('snapshot-id', ids, ec2.snapshots)
  return new Map(
    images.flatMap(image => {
      const found = contradiction(image, snapshots)
      return found === undefined ? [] : [[image.imageId, found]]
    }),
  )
}

/**
 * Why the tags of an AMI cannot be true. Anybody with ec2:CreateTags can set them, but not the AMI's name and not what
 * EC2 writes about its snapshots.
 *
 * @param snapshots those of the account
 */
export function contradiction(image: Image, snapshots: readonly FoundSnapshot[]): string | undefined {
  const tagged = contradictionInTags(image)
  if (tagged !== undefined) return tagged
  const strange = snapshotIds(image).find(id => {
    const found = snapshots.find(({ snapshotId }) => snapshotId === id)
    return found === undefined || originOf(found.description).imageId !== image.imageId
  })
  return strange === undefined
    ? undefined
    : `its snapshot ${strange} was not created for it by EC2 in this account`
}

/** The part that needs no look at the snapshots. */
export function contradictionInTags({ name, tags }: Image): string | undefined {
  const runId = tags[tagKeys.run] ?? ''
  if (!isRunId(runId)) return `its tag ${tagKeys.run} is not a run id`
  if (!name.includes(runId)) return `its name does not contain the run id ${runId} of its tag`
  if (!/^[0-9a-f]{64}$/.test(tags[tagKeys.bakeKey] ?? ''))
    return `its tag ${tagKeys.bakeKey} is not a bake key`
  return undefined
}

/** AMIs that are not good, and good ones that nothing contradicts. `onIgnored` gets a sentence about each other one. */
export async function withoutContradictions(
  images: readonly Image[],
  ec2: Pick<Ec2, 'snapshots'>,
  onIgnored: (text: string) => void,
): Promise<readonly Image[]> {
  const found = await contradictions(images.filter(isGood), ec2)
  for (const [imageId, why] of found)
    onIgnored(`${imageId} is ignored, although its tags say that it is good: ${why}`)
  return images.filter(({ imageId }) => !found.has(imageId))
}

function snapshotIds({ volumes }: Image): string[] {
  return volumes.flatMap(({ snapshotId }) => (snapshotId === '' ? [] : [snapshotId]))
}
