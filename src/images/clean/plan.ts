import type { FoundInstance, FoundSnapshot, FoundVolume, RemovableType } from '../../aws/ec2-remains.ts'
import type { Image, Tags } from '../../aws/image.ts'
import { complete, tagKeys } from '../tags.ts'
import type { RunClue } from './clue.ts'
import type { Survey } from './survey.ts'

/** The resources to delete, in this order within a region, and those to keep. */
export interface CleanPlan {
  readonly removals: readonly Removal[]
  readonly kept: readonly Kept[]
}

/** `instance-profile` includes its role. */
export type LeftType = RemovableType | 'instance-profile'

export interface Removal {
  readonly runId: string
  readonly region: string
  readonly type: LeftType
  readonly id: string
  /** How packer-ecs knows that the resource belongs to the run. */
  readonly proof: string
}

export interface Kept {
  readonly runId: string
  readonly region: string
  readonly type: LeftType
  readonly id: string
  readonly why: string
}

/** The run that a resource belongs to, with the proof. */
type Claim = { readonly runId: string; readonly proof: string } | undefined

/** Removes only resources that provably belong to one of the runs and are not in use elsewhere; never a good AMI. */
export function planClean(survey: Survey, clues: readonly RunClue[]): CleanPlan {
  const instances = claimed(survey.instances, instance => claimInstance(instance, clues))
  const images = claimed(survey.images.filter(isIncomplete), image =>
    claimImage(image, clues, survey.snapshots, instances),
  )
  const all = decisions(survey, clues, instances, images)
  return {
    removals: all.filter(item => 'proof' in item).map(item => ({ ...item, region: survey.region })),
    kept: all.filter(item => 'why' in item).map(item => ({ ...item, region: survey.region })),
  }
}

function decisions(
  survey: Survey,
  clues: readonly RunClue[],
  ownInstances: readonly Claimed<FoundInstance>[],
  ownImages: readonly Claimed<Image>[],
): Decision[] {
  const { keyPairs, securityGroups, volumes, snapshots } = survey
  const ending = new Set(ownInstances.map(({ item }) => item.instanceId))
  const strangers = survey.instances.filter(
    ({ instanceId, state }) => !ending.has(instanceId) && state !== 'terminated',
  )
  const usedBy = (uses: (instance: FoundInstance) => boolean) => strangers.find(uses)?.instanceId
  const removedImages = ownImages.filter(
    ({ item }) => usedBy(({ imageId }) => imageId === item.imageId) === undefined,
  )
  const keepers = survey.images.filter(image => !removedImages.some(({ item }) => item === image))
  return [
    ...ownInstances
      .filter(({ item }) => item.state !== 'terminated')
      .map(({ item, claim }) => decision('instance', item.instanceId, claim, undefined)),
    ...claimed(
      keyPairs,
      ({ name, tags }) => byTag(tags, clues) ?? byName(name, clues, ({ keyPairNames }) => keyPairNames),
    ).map(({ item, claim }) =>
      decision(
        'key-pair',
        item.name,
        claim,
        usedBy(({ keyName }) => keyName === item.name),
      ),
    ),
    ...claimed(
      securityGroups,
      ({ name, tags }) =>
        byTag(tags, clues) ?? byName(name, clues, ({ securityGroupNames }) => securityGroupNames),
    ).map(({ item, claim }) =>
      decision(
        'security-group',
        item.groupId,
        claim,
        usedBy(({ securityGroupIds }) => securityGroupIds.includes(item.groupId)),
      ),
    ),
    ...claimed(volumes.filter(outlives(ending)), ({ tags }) => byTag(tags, clues)).map(({ item, claim }) =>
      decision('volume', item.volumeId, claim, attachedElsewhere(item, ending)),
    ),
    ...ownImages.map(({ item, claim }) =>
      decision(
        'image',
        item.imageId,
        claim,
        usedBy(({ imageId }) => imageId === item.imageId),
      ),
    ),
    ...claimed(snapshots, snapshot => claimSnapshot(snapshot, clues, ownInstances, ownImages)).flatMap(
      ({ item, claim }) => {
        const keeper = keepers.find(image => holds(image, item.snapshotId))
        // Snapshots of a good AMI are ignored, like the AMI itself.
        if (keeper !== undefined && !isIncomplete(keeper)) return []
        return [decision('snapshot', item.snapshotId, claim, keeper?.imageId)]
      },
    ),
  ]
}

interface Claimed<Item> {
  readonly item: Item
  readonly claim: NonNullable<Claim>
}

function claimed<Item>(items: readonly Item[], claim: (item: Item) => Claim): Claimed<Item>[] {
  return items.flatMap(item => {
    const found = claim(item)
    return found === undefined ? [] : [{ item, claim: found }]
  })
}

type Decision = Omit<Removal, 'region'> | Omit<Kept, 'region'>

function decision(
  type: RemovableType,
  id: string,
  { runId, proof }: NonNullable<Claim>,
  user: string | undefined,
): Decision {
  return user === undefined
    ? { runId, type, id, proof }
    : { runId, type, id, why: `in use by ${user}, which does not belong to this run` }
}

function byTag(tags: Tags, clues: readonly RunClue[]): Claim {
  const clue = clues.find(({ runId }) => runId === tags[tagKeys.run])
  return clue && { runId: clue.runId, proof: `tag ${tagKeys.run}` }
}

function byName(
  name: string,
  clues: readonly RunClue[],
  namesOf: (clue: RunClue) => readonly string[],
): Claim {
  const clue = clues.find(candidate => namesOf(candidate).includes(name))
  return clue && { runId: clue.runId, proof: `its name ${name}` }
}

function claimInstance({ instanceId, keyName, tags }: FoundInstance, clues: readonly RunClue[]): Claim {
  const recorded = clues.find(({ instanceIds }) => instanceIds.includes(instanceId))
  return (
    byTag(tags, clues) ??
    byName(keyName, clues, ({ keyPairNames }) => keyPairNames) ??
    (recorded && { runId: recorded.runId, proof: 'the record of the run' })
  )
}

function claimImage(
  { imageId, name, tags }: Image,
  clues: readonly RunClue[],
  snapshots: readonly FoundSnapshot[],
  instances: readonly Claimed<FoundInstance>[],
): Claim {
  const recorded = clues.find(({ imageIds }) => imageIds.includes(imageId))
  const named = clues.find(({ runId }) => name.includes(runId))
  const madeFrom = instances.find(({ item }) =>
    snapshots.some(({ description }) =>
      description.startsWith(`Created by CreateImage(${item.instanceId}) for ${imageId}`),
    ),
  )
  return (
    byTag(tags, clues) ??
    (named && { runId: named.runId, proof: `its name ${name}` }) ??
    (recorded && { runId: recorded.runId, proof: 'the record of the run' }) ??
    (madeFrom && { runId: madeFrom.claim.runId, proof: `made from ${madeFrom.item.instanceId}` })
  )
}

function claimSnapshot(
  { snapshotId, description, tags }: FoundSnapshot,
  clues: readonly RunClue[],
  instances: readonly Claimed<FoundInstance>[],
  images: readonly Claimed<Image>[],
): Claim {
  const [, instanceId] = /^Created by CreateImage\((i-[0-9a-f]+)\)/.exec(description) ?? []
  const [, copyId] = /^Copied for DestinationAmi (ami-[0-9a-f]+) /.exec(description) ?? []
  const instance = instances.find(({ item }) => item.instanceId === instanceId)
  const image = images.find(({ item }) => item.imageId === copyId || holds(item, snapshotId))
  const recorded = clues.find(({ imageIds }) => copyId !== undefined && imageIds.includes(copyId))
  return (
    byTag(tags, clues) ??
    (instance && { runId: instance.claim.runId, proof: `made from ${instanceId}` }) ??
    (image && { runId: image.claim.runId, proof: `made for ${image.item.imageId}` }) ??
    (recorded && { runId: recorded.runId, proof: `made for ${copyId}` })
  )
}

function isIncomplete({ tags }: Image): boolean {
  return tags[tagKeys.state] !== complete
}

function holds({ volumes }: Image, snapshotId: string): boolean {
  return volumes.some(volume => volume.snapshotId === snapshotId)
}

/** EC2 deletes most volumes together with their instance. */
function outlives(ending: ReadonlySet<string>): (volume: FoundVolume) => boolean {
  return ({ attachments }) =>
    !attachments.some(({ instanceId, deletedWithIt }) => ending.has(instanceId) && deletedWithIt)
}

function attachedElsewhere({ attachments }: FoundVolume, ending: ReadonlySet<string>): string | undefined {
  return attachments.find(({ instanceId }) => !ending.has(instanceId))?.instanceId
}
