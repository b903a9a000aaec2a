import {
  CreateTagsCommand,
  DescribeImageAttributeCommand,
  DescribeImagesCommand,
  DescribeSnapshotAttributeCommand,
  EC2Client,
  EnableImageDeregistrationProtectionCommand,
  type Filter,
  GetConsoleOutputCommand,
  GetEbsEncryptionByDefaultCommand,
  ModifyImageAttributeCommand,
  paginateDescribeImages,
} from '@aws-sdk/client-ec2'
import { type ClientOptions, retries } from './client-options.ts'
import { toImage } from './ec2-image.ts'
import { type Ec2Launch, ec2Launch } from './ec2-launch.ts'
import { type Ec2Remains, ec2Remains } from './ec2-remains.ts'
import { type Ec2Verify, ec2Verify } from './ec2-verify.ts'
import { renewEndedSessions } from './ended-session.ts'
import { errorCode, translated } from './errors.ts'
import type { Image, Tags } from './image.ts'

/** EC2 in one region: only the calls that packer-ecs makes. */
export interface Ec2 extends Ec2Remains, Ec2Launch, Ec2Verify {
  /** An AMI of any owner, also a disabled one; undefined when it does not exist or is not visible to the caller. */
  image(imageId: string): Promise<Image | undefined>
  /** AMIs of the caller's account with all of these tags; `*` in a value matches anything. */
  ownImages(tags: Tags): Promise<Image[]>
  /** Adds the tags to each resource, or replaces their values. */
  tag(resourceIds: readonly string[], tags: Tags): Promise<void>
  /** The last 64 KiB of the instance's console output; empty while there is none. */
  consoleOutput(instanceId: string): Promise<string>
  /** Instances launched from the AMI then require IMDSv2. */
  requireImdsV2(imageId: string): Promise<void>
  /** The AMI can then not be deregistered, also not for 24 hours after this is turned off. */
  protectImage(imageId: string): Promise<void>
  /** The accounts, organizations and organizational units (ARNs) that can launch the AMI, and `all` for everyone. */
  launchPermissions(imageId: string): Promise<readonly string[]>
  /** The accounts that can copy the snapshot or create volumes from it, and `all` for everyone. */
  volumePermissions(snapshotId: string): Promise<readonly string[]>
  /** Whether EBS encryption by default is on in this account and region. */
  encryptionByDefault(): Promise<boolean>
}

export function createEc2(options: ClientOptions): Ec2 {
  const client = renewEndedSessions(new EC2Client({ ...options, ...retries }))
  return {
    ...ec2Remains(client),
    ...ec2Launch(client),
    ...ec2Verify(client),

    image: imageId =>
      translated('ec2:DescribeImages', async () => {
        try {
          const { Images = [] } = await client.send(
            new DescribeImagesCommand({
              ImageIds: [imageId],
              IncludeDeprecated: true,
              IncludeDisabled: true,
            }),
          )
          return Images.map(toImage)[0]
        } catch (error) {
          if (unknownImage.has(errorCode(error))) return undefined
          throw error
        }
      }),

    ownImages: tags =>
      translated('ec2:DescribeImages', async () => {
        const pages = paginateDescribeImages(
          { client },
          { Owners: ['self'], Filters: tagFilters(tags), IncludeDeprecated: true, MaxResults: 200 },
        )
        const images: Image[] = []
        for await (const { Images = [] } of pages) images.push(...Images.map(toImage))
        return images
      }),

    tag: (resourceIds, tags) =>
      translated('ec2:CreateTags', async () => {
        const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
        await client.send(new CreateTagsCommand({ Resources: [...resourceIds], Tags }))
      }),

    consoleOutput: instanceId =>
      translated('ec2:GetConsoleOutput', async () => {
        const read = async (latest: boolean) => {
          const request = { InstanceId: instanceId, ...(latest ? { Latest: true } : {}) }
          const { Output = '' } = await client.send(new GetConsoleOutputCommand(request))
          return Buffer.from(Output, 'base64').toString('utf8')
        }
        try {
          return await read(true)
        } catch (error) {
          if (errorCode(error) !== 'UnsupportedOperation') throw error
          // Only Nitro instances have the latest output; others have that of some minutes after the last boot.
          return read(false)
        }
      }),

    requireImdsV2: imageId =>
      translated('ec2:ModifyImageAttribute', async () => {
        await client.send(
          new ModifyImageAttributeCommand({ ImageId: imageId, ImdsSupport: { Value: 'v2.0' } }),
        )
      }),

    protectImage: imageId =>
      translated('ec2:EnableImageDeregistrationProtection', async () => {
        await client.send(
          new EnableImageDeregistrationProtectionCommand({ ImageId: imageId, WithCooldown: true }),
        )
      }),

    launchPermissions: imageId =>
      translated('ec2:DescribeImageAttribute', async () => {
        const command = new DescribeImageAttributeCommand({ ImageId: imageId, Attribute: 'launchPermission' })
        const { LaunchPermissions = [] } = await client.send(command)
        return LaunchPermissions.flatMap(
          ({ UserId, OrganizationArn, OrganizationalUnitArn, Group }) =>
            UserId ?? OrganizationArn ?? OrganizationalUnitArn ?? Group ?? [],
        )
      }),

    volumePermissions: snapshotId =>
      translated('ec2:DescribeSnapshotAttribute', async () => {
        const { CreateVolumePermissions = [] } = await client.send(
          new DescribeSnapshotAttributeCommand({
            SnapshotId: snapshotId,
            Attribute: 'createVolumePermission',
          }),
        )
        return CreateVolumePermissions.flatMap(({ UserId, Group }) => UserId ?? Group ?? [])
      }),

    encryptionByDefault: () =>
      translated('ec2:GetEbsEncryptionByDefault', async () => {
        const { EbsEncryptionByDefault = false } = await client.send(new GetEbsEncryptionByDefaultCommand({}))
        return EbsEncryptionByDefault
      }),
  }
}

const unknownImage = new Set(['InvalidAMIID.NotFound', 'InvalidAMIID.Malformed', 'InvalidAMIID.Unavailable'])

function tagFilters(tags: Tags): Filter[] {
  return Object.entries(tags).map(([key, value]) => ({ Name: `tag:${key}`, Values: [value] }))
}
