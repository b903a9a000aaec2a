import {
  CreateImageCommand,
  CreateTagsCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2'
import { connectCloud } from './cloud.ts'
import { eventually, launch } from './instances.ts'
import type { TestSandbox } from './sandbox.ts'

/** How a fault gets into an AMI. */
export interface AmiFault {
  /** Runs in an instance of the good AMI, from which the faulty one is created. */
  readonly script?: string
  /** Tags that the faulty AMI has instead of those of the good one. */
  readonly tags?: Readonly<Record<string, string>>
  readonly devices?: Parameters<typeof launch>[1]['devices']
}

/** An AMI like the good one, with its tags, but with a fault: faster than a bake. */
export async function faultyAmi(
  sandbox: TestSandbox,
  imageId: string,
  { script = 'true', tags = {}, devices = [] }: AmiFault,
): Promise<string> {
  const cloud = connectCloud(sandbox)
  const { ec2 } = cloud
  const { Images: [good] = [] } = await ec2.send(new DescribeImagesCommand({ ImageIds: [imageId] }))
  const instanceId = await launch(cloud, { imageId, devices })
  await eventually(async () => {
    const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [instanceId] }))
    if (Reservations[0]?.Instances?.[0]?.State?.Name !== 'running') throw new Error('not running')
  })
  await sandbox.inMachine(instanceId, `${script}\nrm --recursive --force /var/lib/cloud/instance*`)
  const { ImageId: faulty = '' } = await ec2.send(
    new CreateImageCommand({ InstanceId: instanceId, Name: `${good?.Name}-${instanceId}` }),
  )
  await eventually(async () => {
    const { Images = [] } = await ec2.send(new DescribeImagesCommand({ ImageIds: [faulty] }))
    if (Images[0]?.State !== 'available') throw new Error('not available')
  })
  const copied = Object.fromEntries((good?.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]))
  const Tags = Object.entries({ ...copied, ...tags }).map(([Key, Value]) => ({ Key, Value }))
  await ec2.send(new CreateTagsCommand({ Resources: [faulty], Tags }))
  await ec2.send(new TerminateInstancesCommand({ InstanceIds: [instanceId] }))
  return faulty
}
