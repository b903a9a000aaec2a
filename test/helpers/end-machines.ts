import {
  AutoScalingClient,
  DeleteAutoScalingGroupCommand,
  DescribeAutoScalingGroupsCommand,
} from '@aws-sdk/client-auto-scaling'
import { DescribeInstancesCommand, EC2Client, TerminateInstancesCommand } from '@aws-sdk/client-ec2'
import { expect } from 'vitest'
import { eventually } from './instances.ts'
import type { TestSandbox } from './sandbox.ts'

/** Ends every group and instance of the sandbox: the next file that shares it finds no machine. */
export async function endMachines({ cli, clientOptions }: TestSandbox): Promise<void> {
  const autoScaling = new AutoScalingClient(clientOptions)
  const { AutoScalingGroups = [] } = await autoScaling.send(new DescribeAutoScalingGroupsCommand({}))
  for (const { AutoScalingGroupName } of AutoScalingGroups)
    await autoScaling.send(new DeleteAutoScalingGroupCommand({ AutoScalingGroupName, ForceDelete: true }))
  const ec2 = new EC2Client(clientOptions)
  await eventually(async () => {
    const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({}))
    const present = Reservations.flatMap(({ Instances = [] }) => Instances)
      .filter(({ State }) => State?.Name === 'running' || State?.Name === 'pending')
      .map(({ InstanceId = '' }) => InstanceId)
    if (present.length > 0) await ec2.send(new TerminateInstancesCommand({ InstanceIds: present }))
    expect(JSON.parse(await cli('status', '--json')).machines).toEqual([])
  })
}
