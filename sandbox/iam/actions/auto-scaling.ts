import { textOf } from '../api-call.ts'
import { anyResource, type Needs } from '../need.ts'

/** The table does not know the unique part of a group's ARN, so it is `*`. */
const group: Needs = ({ parameters, region }, { accountId }) => {
  const name =
    textOf(parameters, 'AutoScalingGroupName') ?? textOf(parameters, 'Tags.member.1.ResourceId') ?? '*'
  return [
    {
      resource: `arn:aws:autoscaling:${region}:${accountId}:autoScalingGroup:*:autoScalingGroupName/${name}`,
    },
  ]
}

const launchConfiguration: Needs = ({ parameters, region }, { accountId }) => {
  const name = textOf(parameters, 'LaunchConfigurationName') ?? '*'
  const kind = 'launchConfiguration:*:launchConfigurationName'
  return [{ resource: `arn:aws:autoscaling:${region}:${accountId}:${kind}/${name}` }]
}

export const autoScalingActions: Readonly<Record<string, Needs>> = {
  CompleteLifecycleAction: group,
  CreateAutoScalingGroup: group,
  CreateLaunchConfiguration: launchConfiguration,
  CreateOrUpdateTags: group,
  DeleteAutoScalingGroup: group,
  DeleteLaunchConfiguration: launchConfiguration,
  DeleteLifecycleHook: group,
  DeletePolicy: group,
  DeleteScheduledAction: group,
  DeleteTags: group,
  DescribeAutoScalingGroups: anyResource,
  DescribeAutoScalingInstances: anyResource,
  DescribeLaunchConfigurations: anyResource,
  DescribeLifecycleHooks: anyResource,
  DescribePolicies: anyResource,
  DescribeScalingActivities: anyResource,
  DescribeScheduledActions: anyResource,
  DescribeTags: anyResource,
  PutLifecycleHook: group,
  PutScalingPolicy: group,
  PutScheduledUpdateGroupAction: group,
  ResumeProcesses: group,
  SetDesiredCapacity: group,
  SuspendProcesses: group,
  TerminateInstanceInAutoScalingGroup: group,
  UpdateAutoScalingGroup: group,
}
