import {
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeKeyPairsCommand,
  DescribeLaunchTemplatesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSnapshotsCommand,
  DescribeVolumesCommand,
  EC2Client,
} from '@aws-sdk/client-ec2'
import type { TestSandbox } from './sandbox.ts'

/** One line for everything of the account that a bake may create: `us-east-1 snapshot snap-1 …`, sorted. */
export async function inventory(
  sandbox: TestSandbox,
  regions: readonly string[],
): Promise<readonly string[]> {
  const found = await Promise.all(regions.map(region => inRegion(sandbox, region)))
  return found.flat().toSorted()
}

async function inRegion({ clientOptions }: TestSandbox, region: string): Promise<string[]> {
  const ec2 = new EC2Client({ ...clientOptions, region, maxAttempts: 5 })
  const [instances, keyPairs, groups, volumes, images, snapshots, templates] = await Promise.all([
    ec2.send(new DescribeInstancesCommand({})),
    ec2.send(new DescribeKeyPairsCommand({})),
    ec2.send(new DescribeSecurityGroupsCommand({})),
    ec2.send(new DescribeVolumesCommand({})),
    ec2.send(new DescribeImagesCommand({ Owners: ['self'] })),
    ec2.send(new DescribeSnapshotsCommand({ OwnerIds: ['self'] })),
    ec2.send(new DescribeLaunchTemplatesCommand({})),
  ])
  const line = (type: string, id: string | undefined, name = '') => `${region} ${type} ${id} ${name}`.trim()
  return [
    ...(instances.Reservations ?? [])
      .flatMap(({ Instances = [] }) => Instances)
      .filter(({ State }) => State?.Name !== 'terminated')
      .map(({ InstanceId }) => line('instance', InstanceId)),
    ...(keyPairs.KeyPairs ?? []).map(({ KeyName }) => line('key-pair', KeyName)),
    ...(groups.SecurityGroups ?? []).map(({ GroupId, GroupName }) =>
      line('security-group', GroupId, GroupName),
    ),
    ...(volumes.Volumes ?? []).map(({ VolumeId }) => line('volume', VolumeId)),
    ...(images.Images ?? []).map(({ ImageId, Name }) => line('image', ImageId, Name)),
    ...(snapshots.Snapshots ?? []).map(({ SnapshotId, Description }) =>
      line('snapshot', SnapshotId, Description),
    ),
    ...(templates.LaunchTemplates ?? []).map(({ LaunchTemplateId, LaunchTemplateName }) =>
      line('launch-template', LaunchTemplateId, LaunchTemplateName),
    ),
  ]
}
