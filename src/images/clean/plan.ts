import type { FoundInstance, FoundSnapshot, FoundVolume } from '../../aws/ec2-remains.ts'
import type { RemovableType } from '../../aws/ec2-remove.ts'
import type { Image } from '../../aws/image.ts'
import { complete, tagKeys } from '../tags.ts'
import {
  type Claim,
  claimBuildTemplate,
  claimImage,
  claimInstance,
  claimKeyPair,
  claimSecurityGroup,
  claimSnapshot,
  claimVolume,
  type Doubtful,
  holds,
  type Owned,
} from './claims.ts'
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
  /** A group is left by a verification. */
  readonly type: LeftType | 'auto-scaling-group'
  readonly id: string
  readonly why: string
}

/** Removes only resources that provably belong to one of the runs and are not in use elsewhere; never a good AMI. */
export function planClean(survey: Survey, clues: readonly RunClue[]): CleanPlan {
  const { region, snapshots } = survey
  const instances = claimed(survey.instances, instance => claimInstance(instance, clues))
  const images = claimed(survey.images.filter(isIncomplete), image =>
    claimImage(image, clues, snapshots, instances.owned),
  )
  const all = decisions(survey, clues, instances, images)
  return {
    removals: all.filter(item => 'proof' in item).map(item => ({ ...item, region })),
    kept: all.filter(item => 'why' in item).map(item => ({ ...item, region })),
  }
}

function decisions(
  survey: Survey,
  clues: readonly RunClue[],
  instances: Claimed<FoundInstance>,
  images: Claimed<Image>,
): Decision[] {
  const { keyPairs, buildTemplates, securityGroups, volumes, snapshots, launchTemplates } = survey
  const exists = ({ state }: FoundInstance) => state !== 'terminated'
  const ending = new Set(instances.owned.map(({ item }) => item.instanceId))
  const strangers = survey.instances.filter(found => !ending.has(found.instanceId) && exists(found))
  const usedBy = (uses: (instance: FoundInstance) => boolean) => strangers.find(uses)?.instanceId
  const userOfImage = ({ imageId }: Image) =>
    usedBy(instance => instance.imageId === imageId) ??
    launchTemplates.find(template => template.imageId === imageId)?.launchTemplateId
  const removedImages = images.owned.filter(({ item }) => userOfImage(item) === undefined)
  const keepers = survey.images.filter(image => !removedImages.some(({ item }) => item === image))
  const keeperOf = ({ snapshotId }: FoundSnapshot) => keepers.find(image => holds(image, snapshotId))
  const ownKeyPairs = claimed(keyPairs, keyPair => claimKeyPair(keyPair, clues))
  return [
    ...decide('instance', instances, ({ instanceId }) => instanceId, nothing, exists),
    ...decide(
      'key-pair',
      ownKeyPairs,
      ({ name }) => name,
      ({ name }) => usedBy(({ keyName }) => keyName === name),
    ),
    ...decide(
      'launch-template',
      claimed(buildTemplates, template => claimBuildTemplate(template, clues, ownKeyPairs.owned)),
      ({ launchTemplateId }) => launchTemplateId,
      nothing,
    ),
    ...decide(
      'security-group',
      claimed(securityGroups, group => claimSecurityGroup(group, clues, instances.owned)),
      ({ groupId }) => groupId,
      ({ groupId }) => usedBy(({ securityGroupIds }) => securityGroupIds.includes(groupId)),
    ),
    ...decide(
      'volume',
      claimed(volumes.filter(outlives(ending)), volume => claimVolume(volume, clues, instances.owned)),
      ({ volumeId }) => volumeId,
      ({ attachments }) => attachments.find(({ instanceId }) => !ending.has(instanceId))?.instanceId,
    ),
    ...decide('image', images, ({ imageId }) => imageId, userOfImage),
    ...decide(
      'snapshot',
      claimed(snapshots, snapshot => claimSnapshot(snapshot, clues, instances.owned, images.owned)),
      ({ snapshotId }) => snapshotId,
      snapshot => keeperOf(snapshot)?.imageId,
      // Snapshots of a good AMI are ignored, like the AMI itself.
      snapshot => isIncomplete(keeperOf(snapshot) ?? { tags: {} }),
    ),
  ]
}

type Decision = Omit<Removal, 'region'> | Omit<Kept, 'region'>

/** `user`: what else uses the resource. `counts`: false for what is not worth a decision. */
function decide<Item>(
  type: RemovableType,
  { owned, doubtful }: Claimed<Item>,
  idOf: (item: Item) => string,
  user: (item: Item) => string | undefined,
  counts: (item: Item) => boolean = () => true,
): Decision[] {
  return [
    ...owned
      .filter(({ item }) => counts(item))
      .map(({ item, claim: { runId, proof } }) => {
        const stranger = user(item)
        return stranger === undefined
          ? { runId, type, id: idOf(item), proof }
          : { runId, type, id: idOf(item), why: `in use by ${stranger}, which does not belong to this run` }
      }),
    ...doubtful
      .filter(({ item }) => counts(item))
      .map(({ item, claim: { runId, doubt } }) => ({ runId, type, id: idOf(item), why: doubt })),
  ]
}

function nothing(): undefined {
  return undefined
}

interface Claimed<Item> {
  readonly owned: readonly Owned<Item>[]
  readonly doubtful: readonly { readonly item: Item; readonly claim: Doubtful }[]
}

function claimed<Item>(items: readonly Item[], claimOf: (item: Item) => Claim): Claimed<Item> {
  const claims = items.map(item => ({ item, claim: claimOf(item) }))
  return {
    owned: claims.flatMap(({ item, claim }) => (claim && 'proof' in claim ? [{ item, claim }] : [])),
    doubtful: claims.flatMap(({ item, claim }) => (claim && 'doubt' in claim ? [{ item, claim }] : [])),
  }
}

function isIncomplete({ tags }: Pick<Image, 'tags'>): boolean {
  return tags[tagKeys.state] !== complete
}

/** EC2 deletes most volumes together with their instance. */
function outlives(ending: ReadonlySet<string>): (volume: FoundVolume) => boolean {
  return ({ attachments }) =>
    !attachments.some(({ instanceId, deletedWithIt }) => ending.has(instanceId) && deletedWithIt)
}
