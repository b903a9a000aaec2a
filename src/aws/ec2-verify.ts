import {
  CreateLaunchTemplateCommand,
  DeleteLaunchTemplateCommand,
  DescribeInstancesCommand,
  DescribeSubnetsCommand,
  DescribeVolumesCommand,
  type EC2Client,
  paginateDescribeLaunchTemplates,
  RebootInstancesCommand,
  type RequestLaunchTemplateData,
  type Tag,
} from '@aws-sdk/client-ec2'
import { errorCode, translated } from './errors.ts'
import type { Tags } from './image.ts'

/** Calls that launch and inspect the instance of a verification; a part of `Ec2`. */
export interface Ec2Verify {
  /** Returns the time of its creation, by the clock of AWS. */
  createLaunchTemplate(name: string, data: LaunchData, tags: Tags): Promise<Date>
  /** Those with these tags. */
  taggedLaunchTemplates(tags: Tags): Promise<{ readonly name: string; readonly tags: Tags }[]>
  /** A launch template that does not exist counts as deleted. */
  deleteLaunchTemplate(name: string): Promise<void>
  rebootInstance(instanceId: string): Promise<void>
  /** Undefined if it does not exist, or no longer. */
  instanceFacts(instanceId: string): Promise<InstanceFacts | undefined>
  attachedVolumes(instanceId: string): Promise<AttachedVolume[]>
  /** Undefined if the subnet does not exist. */
  vpcOfSubnet(subnetId: string): Promise<string | undefined>
}

export interface LaunchData {
  readonly imageId: string
  readonly instanceType: string
  readonly instanceProfileArn: string
  readonly securityGroupIds: readonly string[]
  /** Null: those of the AMI and of the account. */
  readonly metadataOptions: Readonly<Record<string, string | number>> | null
  readonly volumes: readonly LaunchVolume[]
  /** Null: as the subnet says. */
  readonly publicAddress: boolean | null
  /** Not encoded. */
  readonly userData: Buffer
  /** Of the instance and its volumes. */
  readonly tags: Tags
}

/** `ebs` in EC2's notation; null removes the device. */
export interface LaunchVolume {
  readonly device: string
  readonly ebs: Readonly<Record<string, string | number | boolean>> | null
}

export interface InstanceFacts {
  /** `pending`, `running`, `shutting-down`, `terminated`, `stopping`, `stopped`. */
  readonly state: string
  /** Why it is in that state; empty while it runs. */
  readonly stateReason: string
  readonly instanceType: string
  readonly imageId: string
  /** `required`: only IMDSv2. */
  readonly httpTokens: string
  readonly tags: Tags
}

export interface AttachedVolume {
  readonly device: string
  readonly volumeId: string
  readonly encrypted: boolean
  /** ARN; null if it is not encrypted. */
  readonly kmsKey: string | null
}

export function ec2Verify(client: EC2Client): Ec2Verify {
  return {
    createLaunchTemplate: (name, data, tags) =>
      translated('ec2:CreateLaunchTemplate', async () => {
        const { LaunchTemplate } = await client.send(
          new CreateLaunchTemplateCommand({
            LaunchTemplateName: name,
            LaunchTemplateData: toTemplateData(data),
            TagSpecifications: [{ ResourceType: 'launch-template', Tags: toTags(tags) }],
          }),
        )
        if (LaunchTemplate?.CreateTime === undefined) throw new Error('the launch template has no time')
        return LaunchTemplate.CreateTime
      }),

    taggedLaunchTemplates: tags =>
      translated('ec2:DescribeLaunchTemplates', async () => {
        const Filters = Object.entries(tags).map(([key, value]) => ({ Name: `tag:${key}`, Values: [value] }))
        const found: { name: string; tags: Tags }[] = []
        for await (const page of paginateDescribeLaunchTemplates({ client }, { Filters })) {
          for (const { LaunchTemplateName = '', Tags = [] } of page.LaunchTemplates ?? [])
            found.push({ name: LaunchTemplateName, tags: fromTags(Tags) })
        }
        return found
      }),

    deleteLaunchTemplate: name =>
      translated('ec2:DeleteLaunchTemplate', async () => {
        try {
          await client.send(new DeleteLaunchTemplateCommand({ LaunchTemplateName: name }))
        } catch (error) {
          if (!/^InvalidLaunchTemplate\w*\.NotFound/.test(errorCode(error))) throw error
        }
      }),

    rebootInstance: instanceId =>
      translated('ec2:RebootInstances', async () => {
        await client.send(new RebootInstancesCommand({ InstanceIds: [instanceId] }))
      }),

    instanceFacts: instanceId =>
      translated('ec2:DescribeInstances', async () => {
        try {
          const command = new DescribeInstancesCommand({ InstanceIds: [instanceId] })
          const instance = (await client.send(command)).Reservations?.[0]?.Instances?.[0]
          if (instance === undefined) return undefined
          return {
            state: instance.State?.Name ?? '',
            stateReason: instance.StateReason?.Message ?? '',
            instanceType: instance.InstanceType ?? '',
            imageId: instance.ImageId ?? '',
            httpTokens: instance.MetadataOptions?.HttpTokens ?? '',
            tags: fromTags(instance.Tags ?? []),
          }
        } catch (error) {
          if (errorCode(error) === 'InvalidInstanceID.NotFound') return undefined
          throw error
        }
      }),

    attachedVolumes: instanceId =>
      translated('ec2:DescribeVolumes', async () => {
        const Filters = [{ Name: 'attachment.instance-id', Values: [instanceId] }]
        const { Volumes = [] } = await client.send(new DescribeVolumesCommand({ Filters }))
        return Volumes.map(({ VolumeId = '', Encrypted = false, KmsKeyId, Attachments = [] }) => ({
          device: Attachments[0]?.Device ?? '',
          volumeId: VolumeId,
          encrypted: Encrypted,
          kmsKey: Encrypted && KmsKeyId !== undefined ? KmsKeyId : null,
        }))
      }),

    vpcOfSubnet: subnetId =>
      translated('ec2:DescribeSubnets', async () => {
        const Filters = [{ Name: 'subnet-id', Values: [subnetId] }]
        return (await client.send(new DescribeSubnetsCommand({ Filters }))).Subnets?.[0]?.VpcId
      }),
  }
}

function toTemplateData(data: LaunchData): RequestLaunchTemplateData {
  const tags = toTags(data.tags)
  return {
    ImageId: data.imageId,
    InstanceType: data.instanceType as never,
    IamInstanceProfile: { Arn: data.instanceProfileArn },
    // EC2 refuses groups beside a network interface.
    ...(data.publicAddress === null
      ? { SecurityGroupIds: [...data.securityGroupIds] }
      : {
          NetworkInterfaces: [
            {
              DeviceIndex: 0,
              AssociatePublicIpAddress: data.publicAddress,
              Groups: [...data.securityGroupIds],
            },
          ],
        }),
    ...(data.metadataOptions === null ? {} : { MetadataOptions: data.metadataOptions }),
    ...(data.volumes.length === 0
      ? {}
      : {
          BlockDeviceMappings: data.volumes.map(({ device, ebs }) => ({
            DeviceName: device,
            ...(ebs === null ? { NoDevice: '' } : { Ebs: ebs }),
          })),
        }),
    UserData: data.userData.toString('base64'),
    TagSpecifications: [
      { ResourceType: 'instance', Tags: tags },
      { ResourceType: 'volume', Tags: tags },
    ],
  }
}

function fromTags(tags: readonly Tag[]): Tags {
  return Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]))
}

function toTags(tags: Tags): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
}
