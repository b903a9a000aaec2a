import { anyResource, type Needs } from '../need.ts'

/** The table does not know the id of a scalable target, so it is `*`. */
const target: Needs = ({ region }, { accountId }) => [
  { resource: `arn:aws:application-autoscaling:${region}:${accountId}:scalable-target/*` },
]

export const applicationAutoScalingActions: Readonly<Record<string, Needs>> = {
  DeleteScalingPolicy: target,
  DeleteScheduledAction: target,
  DeregisterScalableTarget: target,
  DescribeScalableTargets: anyResource,
  DescribeScalingActivities: anyResource,
  DescribeScalingPolicies: anyResource,
  DescribeScheduledActions: anyResource,
  PutScalingPolicy: target,
  PutScheduledAction: target,
  RegisterScalableTarget: target,
}
