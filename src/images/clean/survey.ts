import type { Ec2 } from '../../aws/ec2.ts'
import type {
  Ec2Remains,
  FoundInstance,
  FoundKeyPair,
  FoundSecurityGroup,
  FoundSnapshot,
  FoundVolume,
} from '../../aws/ec2-remains.ts'
import type { Image } from '../../aws/image.ts'
import { tagKeys } from '../tags.ts'
import type { RunClue } from './clue.ts'

/** What one region has of the runs that are looked for, and what else uses it. */
export interface Survey {
  readonly region: string
  /** Of the runs, and any others that use something of theirs. */
  readonly instances: readonly FoundInstance[]
  readonly keyPairs: readonly FoundKeyPair[]
  /** Every temporary group of any Packer. */
  readonly securityGroups: readonly FoundSecurityGroup[]
  readonly volumes: readonly FoundVolume[]
  /** Every AMI of the account. */
  readonly images: readonly Image[]
  readonly snapshots: readonly FoundSnapshot[]
}

/** The description that Packer gives its temporary security group. */
const packersGroup = 'Temporary group for Packer'

/** @param clues what is known beside tags; `everyRun`: also whatever has the tag of any other run */
export async function surveyRegion(
  region: string,
  clues: readonly RunClue[],
  everyRun: boolean,
  ec2: Ec2,
): Promise<Survey> {
  const tagged = everyRun
    ? { 'tag-key': [tagKeys.run] }
    : { [`tag:${tagKeys.run}`]: clues.map(({ runId }) => runId) }
  const [ofRuns, named, keyPairs, securityGroups, volumes, images, taggedSnapshots] = await Promise.all([
    ec2.instances(tagged),
    all(
      'instance-id',
      clues.flatMap(({ instanceIds }) => instanceIds),
      ec2.instances,
    ),
    ec2.keyPairs(),
    ec2.securityGroups({ description: [packersGroup] }),
    ec2.volumes(tagged),
    ec2.ownImages({}),
    ec2.snapshots(tagged),
  ])
  const instances = [...ofRuns, ...named]
  const described = descriptions(instances, clues, images)
  const [users, starters, describedSnapshots] = await Promise.all([
    all(
      'instance.group-id',
      securityGroups.map(({ groupId }) => groupId),
      ec2.instances,
    ),
    all('image-id', ofRunsOnly(images, clues), ec2.instances),
    all('description', described, ec2.snapshots),
  ])
  return {
    region,
    instances: unique([...instances, ...users, ...starters], ({ instanceId }) => instanceId),
    keyPairs,
    securityGroups,
    volumes,
    images,
    snapshots: unique([...taggedSnapshots, ...describedSnapshots], ({ snapshotId }) => snapshotId),
  }
}

/** How EC2 describes a snapshot that it makes for an AMI, or for the copy of one. */
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

/** AMIs of a run that did not get as far as `complete`. */
function ofRunsOnly(images: readonly Image[], clues: readonly RunClue[]): string[] {
  return images
    .filter(
      ({ name, tags }) =>
        tags[tagKeys.state] === undefined &&
        (tags[tagKeys.run] !== undefined || clues.some(({ runId }) => name.includes(runId))),
    )
    .map(({ imageId }) => imageId)
}

/** EC2 takes at most 200 values in one filter. */
async function all<Found>(
  filter: string,
  values: readonly string[],
  ask: (filters: Parameters<Ec2Remains['instances']>[0]) => Promise<Found[]>,
): Promise<Found[]> {
  const found: Found[] = []
  for (let first = 0; first < values.length; first += 200)
    found.push(...(await ask({ [filter]: values.slice(first, first + 200) })))
  return found
}

function unique<Item>(items: readonly Item[], id: (item: Item) => string): Item[] {
  return [...new Map(items.map(item => [id(item), item])).values()]
}
