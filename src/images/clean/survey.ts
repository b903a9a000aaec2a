import type { Ec2 } from '../../aws/ec2.ts'
import type {
  FoundBuildTemplate,
  FoundInstance,
  FoundKeyPair,
  FoundLaunchTemplate,
  FoundSecurityGroup,
  FoundSnapshot,
  FoundVolume,
} from '../../aws/ec2-remains.ts'
import { forValues } from '../../aws/filter-values.ts'
import type { Image } from '../../aws/image.ts'
import { complete, tagKeys } from '../tags.ts'
import type { RunClue } from './clue.ts'
import { unlessDenied } from './unless-denied.ts'

/** Resources in one region that may belong to the runs, and what else uses them. */
export interface Survey {
  readonly region: string
  /** Those of the runs, and any others that use resources of the runs. */
  readonly instances: readonly FoundInstance[]
  readonly keyPairs: readonly FoundKeyPair[]
  /** All temporary groups that any Packer created. */
  readonly securityGroups: readonly FoundSecurityGroup[]
  readonly volumes: readonly FoundVolume[]
  /** Every AMI of the account. */
  readonly images: readonly Image[]
  readonly snapshots: readonly FoundSnapshot[]
  /** Those that use an incomplete AMI; a group without instances may launch from it. */
  readonly launchTemplates: readonly FoundLaunchTemplate[]
  /** All temporary launch templates that any Packer created. */
  readonly buildTemplates: readonly FoundBuildTemplate[]
}

/** The description of Packer's temporary security group. */
const packersGroup = 'Temporary group for Packer'

/** Not by their tags: a template of the project may set none for them. */
const packersTemplates = { 'launch-template-name': ['packer-fleet-launch-template-*'] }

/**
 * @param clues identify resources without tags
 * @param everyRun also finds resources with the tag of any other run
 */
export async function surveyRegion(
  region: string,
  clues: readonly RunClue[],
  everyRun: boolean,
  ec2: Ec2,
): Promise<Survey> {
  const tagged = everyRun
    ? { 'tag-key': [tagKeys.run] }
    : { [`tag:${tagKeys.run}`]: clues.map(({ runId }) => runId) }
  const [ofRuns, named, keyPairs, buildTemplates, ...others] = await Promise.all([
    ec2.instances(tagged),
    forValues(
      'instance-id',
      clues.flatMap(({ instanceIds }) => instanceIds),
      ec2.instances,
    ),
    ec2.keyPairs(),
    // Only spot instances have them: without the permission, the rest is still deleted.
    everyRun || clues.some(({ spot }) => spot) ? unlessDenied(ec2.buildTemplates(packersTemplates)) : [],
    ec2.securityGroups({ description: [packersGroup] }),
    ec2.volumes(tagged),
    ec2.ownImages({}),
    ec2.snapshots(tagged),
  ])
  const [securityGroups, volumes, images, taggedSnapshots] = others
  const instances = [...ofRuns, ...named]
  const described = descriptions(instances, clues, images)
  const incomplete = ofRunsOnly(images, clues)
  const [users, starters, describedSnapshots, launchTemplates] = await Promise.all([
    forValues(
      'instance.group-id',
      securityGroups.map(({ groupId }) => groupId),
      ec2.instances,
    ),
    forValues('image-id', incomplete, ec2.instances),
    forValues('description', described, ec2.snapshots),
    // The undo of a bake deletes only its own AMI, which nothing else knows yet.
    everyRun ? forValues('image-id', incomplete, ec2.launchTemplates) : [],
  ])
  return {
    region,
    instances: unique([...instances, ...users, ...starters], ({ instanceId }) => instanceId),
    keyPairs,
    securityGroups,
    volumes,
    images,
    snapshots: unique([...taggedSnapshots, ...describedSnapshots], ({ snapshotId }) => snapshotId),
    launchTemplates,
    buildTemplates,
  }
}

/** How EC2 describes a snapshot that it creates for an AMI, or for the copy of one. */
function descriptions(
  instances: readonly FoundInstance[],
  clues: readonly RunClue[],
  images: readonly Image[],
): string[] {
  const amis = [...clues.flatMap(({ imageIds }) => imageIds), ...ofRunsOnly(images, clues)]
  return [
    ...new Set(instances.map(({ instanceId }) => `Created by CreateImage(${instanceId})*`)),
    ...new Set(
      amis.flatMap(id => [
        `Copied for DestinationAmi ${id} *`,
        `Copied for DestinationAmi * from SourceAmi ${id} *`,
      ]),
    ),
  ]
}

/** AMIs of runs that are not `complete`. */
function ofRunsOnly(images: readonly Image[], clues: readonly RunClue[]): string[] {
  return images
    .filter(
      ({ name, tags }) =>
        tags[tagKeys.state] !== complete &&
        (tags[tagKeys.run] !== undefined || clues.some(({ runId }) => name.includes(runId))),
    )
    .map(({ imageId }) => imageId)
}

function unique<Item>(items: readonly Item[], id: (item: Item) => string): Item[] {
  return [...new Map(items.map(item => [id(item), item])).values()]
}
