import type {
  FoundBuildTemplate,
  FoundInstance,
  FoundKeyPair,
  FoundSecurityGroup,
  FoundSnapshot,
  FoundVolume,
} from '../../aws/ec2-remains.ts'
import type { Image, Tags } from '../../aws/image.ts'
import { isBaseOf } from '../bake-key.ts'
import { tagKeys } from '../tags.ts'
import { keyPairName, type RunClue } from './clue.ts'

/**
 * The run that a resource belongs to. With `proof` it certainly does. With `doubt`, only its tag or the record says so:
 * tags can be set by anybody with ec2:CreateTags, so the resource is kept. Undefined: nothing connects it with a run.
 */
export type Claim = Proven | Doubtful | undefined

export interface Proven {
  readonly runId: string
  readonly proof: string
}

export interface Doubtful {
  readonly runId: string
  readonly doubt: string
}

export interface Owned<Item> {
  readonly item: Item
  readonly claim: Proven
}

/** How Packer names its temporary security group and, without a given name, its key pair. */
const packersName = /^packer_[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** How Packer names the launch template of a spot instance. */
const packersTemplate = /^packer-fleet-launch-template-[A-Za-z0-9]+$/

/** By its key pair and its base AMI, which cannot be changed after the launch. */
export function claimInstance(
  { instanceId, keyName, imageId, tags }: FoundInstance,
  clues: readonly RunClue[],
): Claim {
  const named = clues.find(({ runId }) => keyName === keyPairName(runId))
  if (named !== undefined) {
    const { runId, inputs } = named
    if (!isBaseOf(inputs, imageId))
      return unproven(runId, `its AMI ${imageId} is not the base AMI of the run`)
    return { runId, proof: `its key pair ${keyName}` }
  }
  const tagged = byTag(tags, clues)
  const recorded = clues.find(({ instanceIds }) => instanceIds.includes(instanceId))
  const clue = tagged ?? recorded
  if (clue === undefined) return undefined
  // The key pair of a template of the user's.
  if (clue === tagged && packersName.test(keyName) && clue.keyPairNames.includes(keyName))
    return { runId: clue.runId, proof: `${tagWords} and its recorded key pair ${keyName}` }
  return unproven(
    clue.runId,
    `its key pair is ${keyName === '' ? 'none' : keyName}, not ${keyPairName(clue.runId)}`,
  )
}

/** By its name, which is the key pair's identity. */
export function claimKeyPair({ name, tags }: FoundKeyPair, clues: readonly RunClue[]): Claim {
  const named = clues.find(({ runId }) => name === keyPairName(runId))
  if (named !== undefined) return { runId: named.runId, proof: `its name ${name}` }
  const tagged = byTag(tags, clues)
  const recorded = clues.find(({ keyPairNames }) => keyPairNames.includes(name))
  const clue = tagged ?? recorded
  if (clue === undefined) return undefined
  if (clue === tagged && packersName.test(name) && clue.keyPairNames.includes(name))
    return { runId: clue.runId, proof: `${tagWords} and its recorded name ${name}` }
  return unproven(clue.runId, `its name is not ${keyPairName(clue.runId)}`)
}

/**
 * By the name that Packer gives, and the key pair in its first version, which cannot be changed: that of the run's name,
 * or another one of the run.
 */
export function claimBuildTemplate(
  { name, keyName, tags }: FoundBuildTemplate,
  clues: readonly RunClue[],
  keyPairs: readonly Owned<FoundKeyPair>[],
): Claim {
  const named = clues.find(({ runId }) => keyName === keyPairName(runId))
  const user = named ?? keyPairs.find(({ item }) => item.name === keyName)?.claim
  const clue = user ?? byTag(tags, clues)
  if (clue === undefined) return undefined
  if (!packersTemplate.test(name))
    return unproven(clue.runId, `its name ${name} is not one that Packer gives`)
  if (user !== undefined) return { runId: user.runId, proof: `its key pair ${keyName}` }
  return unproven(
    clue.runId,
    `its key pair is ${keyName === '' ? 'none' : keyName}, not ${keyPairName(clue.runId)}`,
  )
}

/** By the name that Packer gives to a temporary group, with the tag, the record or an instance of the run. */
export function claimSecurityGroup(
  { groupId, name, tags }: FoundSecurityGroup,
  clues: readonly RunClue[],
  instances: readonly Owned<FoundInstance>[],
): Claim {
  const tagged = byTag(tags, clues)
  const user = instances.find(({ item }) => item.securityGroupIds.includes(groupId))
  const recorded = clues.find(({ securityGroupNames }) => securityGroupNames.includes(name))
  const runId = tagged?.runId ?? recorded?.runId ?? user?.claim.runId
  if (runId === undefined) return undefined
  if (!packersName.test(name)) {
    // Security groups of the configuration are used by the instance as well.
    return tagged === undefined && recorded === undefined
      ? undefined
      : unproven(runId, `its name ${name} is not one that Packer gives`)
  }
  const proof = tagged
    ? `${tagWords}, its name ${name}`
    : recorded
      ? `its name ${name}`
      : `used by ${user?.item.instanceId}`
  return { runId, proof }
}

/** By the instance that it is attached to. */
export function claimVolume(
  { attachments, tags }: FoundVolume,
  clues: readonly RunClue[],
  instances: readonly Owned<FoundInstance>[],
): Claim {
  const tagged = byTag(tags, clues)
  if (tagged === undefined) return undefined
  const user = instances.find(
    ({ item, claim }) =>
      claim.runId === tagged.runId && attachments.some(({ instanceId }) => instanceId === item.instanceId),
  )
  if (user !== undefined)
    return { runId: tagged.runId, proof: `${tagWords}, attached to ${user.item.instanceId}` }
  return unproven(tagged.runId, 'it is not attached to an instance of the run')
}

/** By its name, or by the instance of the run that it was created from. */
export function claimImage(
  image: Image,
  clues: readonly RunClue[],
  snapshots: readonly FoundSnapshot[],
  instances: readonly Owned<FoundInstance>[],
): Claim {
  const { imageId, name, tags } = image
  const named = clues.find(({ runId }) => name.includes(runId))
  if (named !== undefined) return { runId: named.runId, proof: `its name ${name}` }
  const recorded = clues.find(({ imageIds }) => imageIds.includes(imageId))
  // A description can be chosen in ec2:CreateSnapshot, but the AMI would not contain that snapshot.
  const madeFrom = instances.find(({ item }) =>
    snapshots.some(
      ({ snapshotId, description }) =>
        isMadeFrom(description, item.instanceId, imageId) &&
        (recorded !== undefined || holds(image, snapshotId)),
    ),
  )
  if (madeFrom !== undefined)
    return { runId: madeFrom.claim.runId, proof: `made from ${madeFrom.item.instanceId}` }
  const clue = byTag(tags, clues) ?? recorded
  return clue && unproven(clue.runId, `its name ${name} does not contain the run id`)
}

/** By EC2's description, which names the instance or the AMI of the run. */
export function claimSnapshot(
  { description, tags }: FoundSnapshot,
  clues: readonly RunClue[],
  instances: readonly Owned<FoundInstance>[],
  images: readonly Owned<Image>[],
): Claim {
  const { instanceId, imageId } = originOf(description)
  const instance = instances.find(({ item }) => item.instanceId === instanceId)
  if (instance !== undefined) return { runId: instance.claim.runId, proof: `made from ${instanceId}` }
  const image = images.find(({ item }) => item.imageId === imageId)
  if (image !== undefined) return { runId: image.claim.runId, proof: `made for ${imageId}` }
  const tagged = byTag(tags, clues)
  const recorded = clues.find(({ imageIds }) => imageId !== undefined && imageIds.includes(imageId))
  if (tagged !== undefined && tagged === recorded)
    return { runId: tagged.runId, proof: `${tagWords}, made for ${imageId}` }
  const clue = tagged ?? recorded
  return clue && unproven(clue.runId, 'its description names no instance and no AMI of the run')
}

export function holds({ volumes }: Image, snapshotId: string): boolean {
  return volumes.some(volume => volume.snapshotId === snapshotId)
}

const tagWords = `tag ${tagKeys.run}`

function byTag(tags: Tags, clues: readonly RunClue[]): RunClue | undefined {
  return clues.find(({ runId }) => runId === tags[tagKeys.run])
}

function unproven(runId: string, reason: string): Doubtful {
  return { runId, doubt: `unknown: ${reason}` }
}

function isMadeFrom(description: string, instance: string, image: string): boolean {
  const { instanceId, imageId } = originOf(description)
  return instanceId === instance && imageId === image
}

/** How EC2 describes a snapshot that it creates for an AMI, or for the copy of one. */
export function originOf(description: string): {
  readonly instanceId: string | undefined
  readonly imageId: string | undefined
} {
  const made = /^Created by CreateImage\((i-[0-9a-f]+)\) for (ami-[0-9a-f]+)(?: |$)/.exec(description)
  const copied = /^Copied for DestinationAmi (ami-[0-9a-f]+) /.exec(description)
  return { instanceId: made?.[1], imageId: made?.[2] ?? copied?.[1] }
}
