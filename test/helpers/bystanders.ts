import {
  CreateImageCommand,
  type CreateImageCommandInput,
  CreateKeyPairCommand,
  CreateSecurityGroupCommand,
  CreateSnapshotCommand,
  CreateVolumeCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  EC2Client,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2'
import { eventually } from './instances.ts'
import type { TestSandbox } from './sandbox.ts'

/**
 * What `clean` must never touch although it looks much like a bake's: another Packer's group and key, an
 * instance, an own AMI with its snapshots, a volume, a snapshot, and a finished AMI of another run.
 */
export async function makeBystanders({ clientOptions }: TestSandbox): Promise<void> {
  const ec2 = new EC2Client(clientOptions)
  const tags = (type: 'image' | 'snapshot', state: string) => ({
    ResourceType: type,
    Tags: [
      { Key: 'packer-ecs:run', Value: '20200101-000000-abcd' },
      { Key: 'packer-ecs:state', Value: state },
    ],
  })
  await ec2.send(new CreateKeyPairCommand({ KeyName: 'packer_00000000-aaaa-bbbb-cccc-000000000000' }))
  const group = {
    GroupName: 'packer_00000000-aaaa-bbbb-cccc-111111111111',
    Description: 'Temporary group for Packer',
  }
  const { GroupId } = await ec2.send(new CreateSecurityGroupCommand(group))
  const { Instances: [instance] = [] } = await ec2.send(
    new RunInstancesCommand({
      ImageId: await anyBase(ec2),
      InstanceType: 't3.medium',
      MinCount: 1,
      MaxCount: 1,
      SecurityGroupIds: [GroupId ?? ''],
    }),
  )
  const source = { InstanceId: instance?.InstanceId, NoReboot: true }
  await eventually(async () => {
    const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({}))
    if (Reservations[0]?.Instances?.[0]?.State?.Name !== 'running')
      throw new Error('the bystander does not run')
  })
  await makeImage(ec2, {
    ...source,
    Name: 'finished-20200101-000000-abcd',
    TagSpecifications: [tags('image', 'complete'), tags('snapshot', 'complete')],
  })
  await makeImage(ec2, { ...source, Name: 'another-tool' })
  const { VolumeId } = await ec2.send(new CreateVolumeCommand({ AvailabilityZone: 'us-east-1a', Size: 1 }))
  await ec2.send(
    new CreateSnapshotCommand({ VolumeId, Description: 'Created by CreateImage(i-0) for ami-0' }),
  )
}

async function anyBase(ec2: EC2Client): Promise<string> {
  const filter = { Name: 'name', Values: ['al2023-ami-ecs-hvm-*-x86_64'] }
  const { Images: [base] = [] } = await ec2.send(new DescribeImagesCommand({ Filters: [filter] }))
  return base?.ImageId ?? ''
}

async function makeImage(ec2: EC2Client, input: CreateImageCommandInput): Promise<void> {
  const { ImageId = '' } = await ec2.send(new CreateImageCommand(input))
  await eventually(async () => {
    const { Images: [image] = [] } = await ec2.send(new DescribeImagesCommand({ ImageIds: [ImageId] }))
    if (image?.State !== 'available') throw new Error(`${ImageId} is ${image?.State}`)
  })
}
