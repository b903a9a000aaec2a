import {
  AutoScalingClient,
  CreateAutoScalingGroupCommand,
  DescribeAutoScalingGroupsCommand,
  DescribeScalingActivitiesCommand,
  type Instance,
} from '@aws-sdk/client-auto-scaling'
import { CreateLaunchTemplateCommand, EC2Client } from '@aws-sdk/client-ec2'
import {
  type ContainerInstance,
  DescribeContainerInstancesCommand,
  ECSClient,
  ListContainerInstancesCommand,
} from '@aws-sdk/client-ecs'
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import type { TestSandbox } from './sandbox.ts'

/** Auto scaling groups and ECS of a sandbox, as tests look at them. */
export interface Fleet {
  readonly autoScaling: AutoScalingClient
  readonly ecs: ECSClient
  /** A group of instances that join the cluster in their user data; resolves when it is made. */
  createGroup(group: {
    readonly name: string
    readonly cluster: string
    readonly profile: string
    readonly desired: number
  }): Promise<{ readonly arn: string }>
  instances(group: string): Promise<readonly Instance[]>
  containerInstances(cluster: string): Promise<readonly ContainerInstance[]>
  /** Status, then message, of the group's activities, newest first. */
  activities(group: string): Promise<readonly string[]>
}

export function connectFleet({ clientOptions }: TestSandbox): Fleet {
  const autoScaling = new AutoScalingClient(clientOptions)
  const ecs = new ECSClient(clientOptions)
  const describe = async (name: string) => {
    const command = new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] })
    return (await autoScaling.send(command)).AutoScalingGroups?.[0]
  }
  return {
    autoScaling,
    ecs,
    async createGroup({ name, cluster, profile, desired }) {
      const Name = '/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id'
      const { Parameter } = await new SSMClient(clientOptions).send(new GetParameterCommand({ Name }))
      const LaunchTemplateData = {
        ImageId: Parameter?.Value ?? '',
        InstanceType: 't3.small' as const,
        IamInstanceProfile: { Name: profile },
        UserData: Buffer.from(joining(cluster)).toString('base64'),
      }
      const template = { LaunchTemplateName: name, LaunchTemplateData }
      await new EC2Client(clientOptions).send(new CreateLaunchTemplateCommand(template))
      await autoScaling.send(
        new CreateAutoScalingGroupCommand({
          AutoScalingGroupName: name,
          MinSize: 0,
          MaxSize: 4,
          DesiredCapacity: desired,
          LaunchTemplate: { LaunchTemplateName: name, Version: '1' },
          AvailabilityZones: [`${clientOptions.region}a`],
        }),
      )
      return { arn: (await describe(name))?.AutoScalingGroupARN ?? '' }
    },
    instances: async group => (await describe(group))?.Instances ?? [],
    async containerInstances(cluster) {
      const listed = await ecs.send(new ListContainerInstancesCommand({ cluster }))
      const containerInstances = listed.containerInstanceArns ?? []
      if (containerInstances.length === 0) return []
      const described = await ecs.send(new DescribeContainerInstancesCommand({ cluster, containerInstances }))
      return described.containerInstances ?? []
    },
    async activities(AutoScalingGroupName) {
      const command = new DescribeScalingActivitiesCommand({ AutoScalingGroupName })
      const { Activities = [] } = await autoScaling.send(command)
      return Activities.map(({ StatusCode, StatusMessage = '' }) => `${StatusCode} ${StatusMessage}`.trim())
    },
  }
}

function joining(cluster: string): string {
  return `#!/bin/sh\necho ECS_CLUSTER=${cluster} >/etc/ecs/ecs.config\nsystemctl enable --now --no-block ecs\n`
}
