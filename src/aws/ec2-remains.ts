import {
  DescribeKeyPairsCommand,
  type EC2Client,
  type Filter,
  paginateDescribeInstances,
  paginateDescribeLaunchTemplates,
  paginateDescribeLaunchTemplateVersions,
  paginateDescribeSecurityGroups,
  paginateDescribeSnapshots,
  paginateDescribeVolumes,
  type Tag,
} from '@aws-sdk/client-ec2'
import { type RemovableType, removeResource } from './ec2-remove.ts'
import { translated } from './errors.ts'
import type { Tags } from './image.ts'

/** Calls that find and delete the resources of bakes; a part of `Ec2`. */
export interface Ec2Remains {
  /** Of the caller's account. Every filter must match one of its values. */
  instances(filters: Filters): Promise<FoundInstance[]>
  keyPairs(): Promise<FoundKeyPair[]>
  securityGroups(filters: Filters): Promise<FoundSecurityGroup[]>
  volumes(filters: Filters): Promise<FoundVolume[]>
  /** Of the caller's account. */
  snapshots(filters: Filters): Promise<FoundSnapshot[]>
  /** The default and the latest version of launch templates. */
  launchTemplates(filters: Filters): Promise<FoundLaunchTemplate[]>
  /** With the key pair of their first version, which cannot be changed. Packer's templates have no other one. */
  buildTemplates(filters: Filters): Promise<FoundBuildTemplate[]>
  /** A resource that no longer exists counts as removed. */
  remove(type: RemovableType, id: string): Promise<'removed' | 'in-use'>
}

/** EC2 filters by name. One of the values must match; `*` matches anything. */
export type Filters = Readonly<Record<string, readonly string[]>>

export interface FoundInstance {
  readonly instanceId: string
  /** `pending`, `running`, `shutting-down`, `terminated`, `stopping`, `stopped`. */
  readonly state: string
  /** Code of the reason for the state, e.g. `Client.UserInitiatedShutdown`; empty while it runs. */
  readonly stateReason: string
  readonly imageId: string
  readonly keyName: string
  readonly securityGroupIds: readonly string[]
  readonly launchedAt: Date
  readonly tags: Tags
}

export interface FoundKeyPair {
  readonly name: string
  readonly tags: Tags
}

export interface FoundSecurityGroup {
  readonly groupId: string
  readonly name: string
  readonly tags: Tags
}

export interface FoundVolume {
  readonly volumeId: string
  readonly state: string
  readonly attachments: readonly { readonly instanceId: string; readonly deletedWithIt: boolean }[]
  readonly tags: Tags
}

export interface FoundSnapshot {
  readonly snapshotId: string
  readonly description: string
  /** ARN; missing when the snapshot is not encrypted. */
  readonly kmsKeyId?: string
  readonly tags: Tags
}

export interface FoundLaunchTemplate {
  readonly launchTemplateId: string
  readonly imageId: string
}

/** A launch template of which Packer launches a spot instance. */
export interface FoundBuildTemplate {
  readonly launchTemplateId: string
  readonly name: string
  readonly keyName: string
  readonly tags: Tags
}

export function ec2Remains(client: EC2Client): Ec2Remains {
  return {
    instances: filters =>
      translated('ec2:DescribeInstances', async () => {
        const found: FoundInstance[] = []
        for await (const { Reservations = [] } of paginateDescribeInstances({ client }, query(filters))) {
          for (const { Instances = [] } of Reservations) {
            for (const instance of Instances) {
              found.push({
                instanceId: instance.InstanceId ?? '',
                state: instance.State?.Name ?? '',
                stateReason: instance.StateReason?.Code ?? '',
                imageId: instance.ImageId ?? '',
                keyName: instance.KeyName ?? '',
                securityGroupIds: (instance.SecurityGroups ?? []).flatMap(({ GroupId }) => GroupId ?? []),
                launchedAt: instance.LaunchTime ?? new Date(0),
                tags: toTags(instance.Tags),
              })
            }
          }
        }
        return found
      }),

    keyPairs: () =>
      translated('ec2:DescribeKeyPairs', async () => {
        const { KeyPairs = [] } = await client.send(new DescribeKeyPairsCommand({}))
        return KeyPairs.map(({ KeyName = '', Tags }) => ({ name: KeyName, tags: toTags(Tags) }))
      }),

    securityGroups: filters =>
      translated('ec2:DescribeSecurityGroups', async () => {
        const found: FoundSecurityGroup[] = []
        for await (const page of paginateDescribeSecurityGroups({ client }, query(filters))) {
          for (const { GroupId = '', GroupName = '', Tags } of page.SecurityGroups ?? [])
            found.push({ groupId: GroupId, name: GroupName, tags: toTags(Tags) })
        }
        return found
      }),

    volumes: filters =>
      translated('ec2:DescribeVolumes', async () => {
        const found: FoundVolume[] = []
        for await (const { Volumes = [] } of paginateDescribeVolumes({ client }, query(filters))) {
          for (const { VolumeId = '', State = '', Attachments = [], Tags } of Volumes) {
            const attachments = Attachments.map(({ InstanceId = '', DeleteOnTermination = false }) => ({
              instanceId: InstanceId,
              deletedWithIt: DeleteOnTermination,
            }))
            found.push({ volumeId: VolumeId, state: State, attachments, tags: toTags(Tags) })
          }
        }
        return found
      }),

    snapshots: filters =>
      translated('ec2:DescribeSnapshots', async () => {
        const found: FoundSnapshot[] = []
        const pages = paginateDescribeSnapshots({ client }, { OwnerIds: ['self'], ...query(filters) })
        for await (const { Snapshots = [] } of pages) {
          for (const { SnapshotId = '', Description = '', KmsKeyId, Tags } of Snapshots)
            found.push({
              snapshotId: SnapshotId,
              description: Description,
              ...(KmsKeyId === undefined ? {} : { kmsKeyId: KmsKeyId }),
              tags: toTags(Tags),
            })
        }
        return found
      }),

    launchTemplates: filters =>
      translated('ec2:DescribeLaunchTemplateVersions', async () => {
        const found: FoundLaunchTemplate[] = []
        const request = { Versions: ['$Default', '$Latest'], ...query(filters) }
        for await (const page of paginateDescribeLaunchTemplateVersions({ client }, request)) {
          for (const { LaunchTemplateId = '', LaunchTemplateData } of page.LaunchTemplateVersions ?? [])
            found.push({ launchTemplateId: LaunchTemplateId, imageId: LaunchTemplateData?.ImageId ?? '' })
        }
        return found
      }),

    buildTemplates: filters =>
      translated('ec2:DescribeLaunchTemplates', async () => {
        const found: Omit<FoundBuildTemplate, 'keyName'>[] = []
        for await (const page of paginateDescribeLaunchTemplates({ client }, query(filters))) {
          for (const { LaunchTemplateId = '', LaunchTemplateName = '', Tags } of page.LaunchTemplates ?? [])
            found.push({
              launchTemplateId: LaunchTemplateId,
              name: LaunchTemplateName,
              tags: toTags(Tags),
            })
        }
        if (found.length === 0) return []
        const keys = await keysOfFirstVersions(client)
        return found.map(template => ({ ...template, keyName: keys.get(template.launchTemplateId) ?? '' }))
      }),

    remove: (type, id) => removeResource(client, type, id),
  }
}

/** By the ids of all launch templates whose latest version is the first: EC2 lists no other versions of several templates. */
async function keysOfFirstVersions(client: EC2Client): Promise<ReadonlyMap<string, string>> {
  return translated('ec2:DescribeLaunchTemplateVersions', async () => {
    const keys = new Map<string, string>()
    const request = { Versions: ['$Latest'] }
    for await (const page of paginateDescribeLaunchTemplateVersions({ client }, request)) {
      for (const version of page.LaunchTemplateVersions ?? []) {
        if (version.VersionNumber === 1)
          keys.set(version.LaunchTemplateId ?? '', version.LaunchTemplateData?.KeyName ?? '')
      }
    }
    return keys
  })
}

function query(filters: Filters): { Filters: Filter[] } {
  return { Filters: Object.entries(filters).map(([Name, values]) => ({ Name, Values: [...values] })) }
}

function toTags(tags: readonly Tag[] = []): Tags {
  return Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]))
}
