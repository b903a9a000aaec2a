import {
  AutoScalingClient,
  DescribeAutoScalingGroupsCommand,
  SetDesiredCapacityCommand,
} from '@aws-sdk/client-auto-scaling'
import {
  CloudFormationClient,
  DescribeStackResourceCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation'
import { DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2'
import type { TestSandbox } from './sandbox.ts'

/** The instances of a stack's auto scaling group that are in service. */
export interface StackFleet {
  readonly desired: number
  readonly instances: readonly { readonly instanceId: string; readonly imageId: string }[]
}

/** What tests ask of stacks and of their auto scaling groups. */
export interface StackFleets {
  /** E.g. `CREATE_COMPLETE`. */
  stackStatus(stackName: string): Promise<string>
  /** Each as `Key=Value`. */
  parameters(stackName: string): Promise<readonly string[]>
  /** `group` is a logical id. */
  fleet(stackName: string, group: string): Promise<StackFleet>
  resize(stackName: string, group: string, desired: number): Promise<void>
}

export function connectStackFleets({ clientOptions }: TestSandbox): StackFleets {
  const cloudFormation = new CloudFormationClient(clientOptions)
  const autoScaling = new AutoScalingClient(clientOptions)
  const ec2 = new EC2Client(clientOptions)

  async function groupName(stackName: string, logicalId: string): Promise<string> {
    const { StackResourceDetail } = await cloudFormation.send(
      new DescribeStackResourceCommand({ StackName: stackName, LogicalResourceId: logicalId }),
    )
    return StackResourceDetail?.PhysicalResourceId ?? ''
  }

  async function launchedAs(instanceIds: readonly string[]): Promise<StackFleet['instances']> {
    if (instanceIds.length === 0) return []
    const { Reservations = [] } = await ec2.send(
      new DescribeInstancesCommand({ InstanceIds: [...instanceIds] }),
    )
    return Reservations.flatMap(({ Instances = [] }) => Instances).map(each => ({
      instanceId: each.InstanceId ?? '',
      imageId: each.ImageId ?? '',
    }))
  }

  return {
    async stackStatus(stackName) {
      const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: stackName }))
      return Stacks?.[0]?.StackStatus ?? ''
    },
    async parameters(stackName) {
      const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: stackName }))
      const parameters = Stacks?.[0]?.Parameters ?? []
      return parameters.map(({ ParameterKey, ParameterValue }) => `${ParameterKey}=${ParameterValue}`)
    },
    async fleet(stackName, logicalId) {
      const names = [await groupName(stackName, logicalId)]
      const { AutoScalingGroups: [group] = [] } = await autoScaling.send(
        new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: names }),
      )
      const inService = (group?.Instances ?? []).filter(each => each.LifecycleState === 'InService')
      const instanceIds = inService.map(each => each.InstanceId ?? '')
      return { desired: group?.DesiredCapacity ?? -1, instances: await launchedAs(instanceIds) }
    },
    async resize(stackName, logicalId, desired) {
      const name = await groupName(stackName, logicalId)
      await autoScaling.send(
        new SetDesiredCapacityCommand({ AutoScalingGroupName: name, DesiredCapacity: desired }),
      )
    },
  }
}
