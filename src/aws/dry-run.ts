import {
  AuthorizeSecurityGroupIngressCommand,
  CopyImageCommand,
  CreateFleetCommand,
  CreateImageCommand,
  CreateKeyPairCommand,
  CreateLaunchTemplateCommand,
  CreateSecurityGroupCommand,
  CreateTagsCommand,
  DeleteKeyPairCommand,
  DeleteLaunchTemplateCommand,
  DeleteSecurityGroupCommand,
  DeleteSnapshotCommand,
  DeleteVolumeCommand,
  DeregisterImageCommand,
  DescribeImagesCommand,
  DescribeInstanceStatusCommand,
  DescribeInstancesCommand,
  DescribeInstanceTypeOfferingsCommand,
  DescribeKeyPairsCommand,
  DescribeLaunchTemplatesCommand,
  DescribeLaunchTemplateVersionsCommand,
  DescribeRegionsCommand,
  DescribeSecurityGroupsCommand,
  DescribeSnapshotsCommand,
  DescribeSubnetsCommand,
  DescribeTagsCommand,
  DescribeVolumesCommand,
  DescribeVpcsCommand,
  EC2Client,
  EnableImageDeprecationCommand,
  ModifyImageAttributeCommand,
  ModifyInstanceAttributeCommand,
  RunInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2'
import { type ClientOptions, retries } from './client-options.ts'
import { errorCode, translated } from './errors.ts'

export interface DryRunRequest {
  readonly baseImageId: string
  readonly instanceType: string
  /** The AMI is copied to other regions. */
  readonly copies: boolean
  /** The build instance of an image is a spot instance. */
  readonly spot: boolean
  /** What the configuration sets of the build instance; null for what it does not set. */
  readonly vpcId: string | null
  readonly subnetId: string | null
  readonly instanceProfile: string | null
}

/** The names of a bake's calls by the result of their dry run. */
export interface BakeDryRun {
  readonly allowed: readonly string[]
  readonly denied: readonly string[]
  /** EC2 gave another reason, such as a placeholder id or a quota, so that the permission was not checked. */
  readonly unknown: readonly string[]
}

/** Checks with EC2 whether every call of a bake is allowed. With `DryRun: true` EC2 changes nothing. */
export async function dryRunBake(options: ClientOptions, request: DryRunRequest): Promise<BakeDryRun> {
  const client = new EC2Client({ ...options, ...retries })
  const verdicts = await Promise.all(
    Object.entries(calls(client, request)).map(async ([action, call]) => ({
      action: `ec2:${action}`,
      verdict: await ask(`ec2:${action}`, call),
    })),
  )
  const having = (wanted: Verdict) =>
    verdicts.filter(({ verdict }) => verdict === wanted).map(({ action }) => action)
  return { allowed: having('allowed'), denied: having('denied'), unknown: having('unknown') }
}

type Verdict = 'allowed' | 'denied' | 'unknown'

const madeUp = {
  name: 'packer-ecs-doctor',
  instance: 'i-0123456789abcdef0',
  group: 'sg-0123456789abcdef0',
  image: 'ami-0123456789abcdef0',
  snapshot: 'snap-0123456789abcdef0',
  template: 'lt-0123456789abcdef0',
  volume: 'vol-0123456789abcdef0',
}

function calls(client: EC2Client, request: DryRunRequest) {
  const { baseImageId, instanceType, copies, spot, vpcId, subnetId, instanceProfile } = request
  const DryRun = true
  const InstanceIds = [madeUp.instance]
  const copy = () =>
    client.send(
      new CopyImageCommand({
        DryRun,
        Name: madeUp.name,
        SourceImageId: baseImageId,
        SourceRegion: 'us-east-1',
      }),
    )
  return {
    DescribeImages: () => client.send(new DescribeImagesCommand({ DryRun, ImageIds: [baseImageId] })),
    DescribeInstances: () => client.send(new DescribeInstancesCommand({ DryRun })),
    DescribeSecurityGroups: () => client.send(new DescribeSecurityGroupsCommand({ DryRun })),
    DescribeSubnets: () => client.send(new DescribeSubnetsCommand({ DryRun })),
    DescribeTags: () => client.send(new DescribeTagsCommand({ DryRun })),
    DescribeVolumes: () => client.send(new DescribeVolumesCommand({ DryRun })),
    DescribeInstanceStatus: () => client.send(new DescribeInstanceStatusCommand({ DryRun })),
    DescribeInstanceTypeOfferings: () => client.send(new DescribeInstanceTypeOfferingsCommand({ DryRun })),
    DescribeKeyPairs: () => client.send(new DescribeKeyPairsCommand({ DryRun })),
    DescribeRegions: () => client.send(new DescribeRegionsCommand({ DryRun })),
    DescribeSnapshots: () => client.send(new DescribeSnapshotsCommand({ DryRun, OwnerIds: ['self'] })),
    DescribeVpcs: () => client.send(new DescribeVpcsCommand({ DryRun })),
    CreateKeyPair: () => client.send(new CreateKeyPairCommand({ DryRun, KeyName: madeUp.name })),
    DeleteKeyPair: () => client.send(new DeleteKeyPairCommand({ DryRun, KeyName: madeUp.name })),
    CreateSecurityGroup: () =>
      client.send(
        new CreateSecurityGroupCommand({
          DryRun,
          GroupName: madeUp.name,
          Description: madeUp.name,
          ...(vpcId === null ? {} : { VpcId: vpcId }),
        }),
      ),
    AuthorizeSecurityGroupIngress: () =>
      client.send(
        new AuthorizeSecurityGroupIngressCommand({
          DryRun,
          GroupId: madeUp.group,
          IpProtocol: 'tcp',
          FromPort: 22,
          ToPort: 22,
          CidrIp: '192.0.2.1/32',
        }),
      ),
    DeleteSecurityGroup: () => client.send(new DeleteSecurityGroupCommand({ DryRun, GroupId: madeUp.group })),
    RunInstances: () =>
      client.send(
        new RunInstancesCommand({
          DryRun,
          ImageId: baseImageId,
          InstanceType: instanceType as never,
          MinCount: 1,
          MaxCount: 1,
          ...(subnetId === null ? {} : { SubnetId: subnetId }),
          ...(instanceProfile === null ? {} : { IamInstanceProfile: { Name: instanceProfile } }),
        }),
      ),
    StopInstances: () => client.send(new StopInstancesCommand({ DryRun, InstanceIds })),
    TerminateInstances: () => client.send(new TerminateInstancesCommand({ DryRun, InstanceIds })),
    CreateImage: () =>
      client.send(new CreateImageCommand({ DryRun, InstanceId: madeUp.instance, Name: madeUp.name })),
    CreateTags: () =>
      client.send(
        new CreateTagsCommand({ DryRun, Resources: [madeUp.instance], Tags: [{ Key: 'a', Value: 'b' }] }),
      ),
    DeleteSnapshot: () => client.send(new DeleteSnapshotCommand({ DryRun, SnapshotId: madeUp.snapshot })),
    DeleteVolume: () => client.send(new DeleteVolumeCommand({ DryRun, VolumeId: madeUp.volume })),
    DeregisterImage: () => client.send(new DeregisterImageCommand({ DryRun, ImageId: madeUp.image })),
    EnableImageDeprecation: () =>
      client.send(
        new EnableImageDeprecationCommand({ DryRun, ImageId: madeUp.image, DeprecateAt: new Date(4e12) }),
      ),
    ModifyInstanceAttribute: () =>
      client.send(
        new ModifyInstanceAttributeCommand({
          DryRun,
          InstanceId: madeUp.instance,
          InstanceInitiatedShutdownBehavior: { Value: 'terminate' },
        }),
      ),
    ModifyImageAttribute: () =>
      client.send(
        new ModifyImageAttributeCommand({ DryRun, ImageId: baseImageId, ImdsSupport: { Value: 'v2.0' } }),
      ),
    ...(copies ? { CopyImage: copy } : {}),
    ...(spot ? spotCalls(client, { baseImageId, instanceType }) : {}),
  }
}

function spotCalls(
  client: EC2Client,
  { baseImageId, instanceType }: Pick<DryRunRequest, 'baseImageId' | 'instanceType'>,
) {
  const template = { DryRun: true, LaunchTemplateName: madeUp.name }
  return {
    CreateLaunchTemplate: () =>
      client.send(
        new CreateLaunchTemplateCommand({
          ...template,
          LaunchTemplateData: { ImageId: baseImageId, InstanceType: instanceType as never },
        }),
      ),
    CreateFleet: () =>
      client.send(
        new CreateFleetCommand({
          DryRun: true,
          Type: 'instant',
          TargetCapacitySpecification: { TotalTargetCapacity: 1, DefaultTargetCapacityType: 'spot' },
          LaunchTemplateConfigs: [
            { LaunchTemplateSpecification: { LaunchTemplateId: madeUp.template, Version: '1' } },
          ],
        }),
      ),
    DeleteLaunchTemplate: () => client.send(new DeleteLaunchTemplateCommand(template)),
    DescribeLaunchTemplates: () => client.send(new DescribeLaunchTemplatesCommand({ DryRun: true })),
    DescribeLaunchTemplateVersions: () =>
      client.send(new DescribeLaunchTemplateVersionsCommand({ DryRun: true, Versions: ['$Latest'] })),
  }
}

/**
 * With DryRun, EC2 always returns an error; its code says whether the call is allowed. Any other code than these two
 * does not: a missing default VPC, a quota or an AMI of another owner are not permissions.
 */
async function ask(action: string, call: () => Promise<unknown>): Promise<Verdict> {
  return translated(action, async () => {
    try {
      await call()
      return 'allowed'
    } catch (error) {
      const code = errorCode(error)
      if (code === 'DryRunOperation') return 'allowed'
      if (code === 'UnauthorizedOperation') return 'denied'
      if (hasAnswer(error)) return 'unknown'
      throw error
    }
  })
}

function hasAnswer(error: unknown): boolean {
  const { $metadata } = error as { readonly $metadata?: { readonly httpStatusCode?: number } }
  return $metadata?.httpStatusCode !== undefined
}
