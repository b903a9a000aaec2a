import {
  AutoScalingClient,
  DeleteScheduledActionCommand,
  PutScheduledUpdateGroupActionCommand,
  paginateDescribeAutoScalingGroups,
  paginateDescribeScalingActivities,
  UpdateAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling'
import { type ClientOptions, retries } from './client-options.ts'
import { renewEndedSessions } from './ended-session.ts'
import { errorCode, translated } from './errors.ts'

/** Auto Scaling in one region: only the calls that packer-ecs makes. */
export interface AutoScaling {
  /** The existing groups of these names. */
  groups(names: readonly string[]): Promise<Group[]>
  /** The group's failed activities since then. */
  failedActivities(group: string, since: Date): Promise<FailedActivity[]>
  updateGroup(name: string, change: GroupChange): Promise<void>
  /** Empties the group at that time, once, whatever becomes of the caller. */
  scheduleEnd(group: string, action: string, at: Date): Promise<void>
  /** An action that does not exist, or no longer, counts as deleted. */
  deleteScheduledAction(group: string, action: string): Promise<void>
}

/** What is left out stays as it is. */
export interface GroupChange {
  readonly max?: number
  readonly desired?: number
  readonly subnetIds?: readonly string[]
  readonly launchTemplate?: GroupTemplate
}

export interface GroupTemplate {
  /** By id or by name. */
  readonly template: { readonly id: string } | { readonly name: string }
  readonly version: string
  /** The first that has capacity is launched, On-Demand; empty: the type of the launch template. */
  readonly instanceTypes: readonly string[]
}

export interface Group {
  readonly name: string
  readonly min: number
  readonly max: number
  readonly desired: number
  readonly instances: readonly GroupInstance[]
  /** Suspended processes, e.g. `Launch`. */
  readonly suspended: readonly string[]
  /** Name of its launch template; null without one. */
  readonly launchTemplate: string | null
  readonly subnetIds: readonly string[]
}

export interface GroupInstance {
  readonly instanceId: string
  /** `Pending`, `InService`, `Terminating`, `Terminating:Wait` … */
  readonly lifecycleState: string
  /** From scale-in. */
  readonly isProtected: boolean
}

export interface FailedActivity {
  /** E.g. `Launching a new EC2 instance`. */
  readonly description: string
  /** The reason, as EC2 gives it. */
  readonly message: string
  readonly startedAt: Date
}

export function createAutoScaling(options: ClientOptions): AutoScaling {
  const client = renewEndedSessions(new AutoScalingClient({ ...options, ...retries }))
  return {
    groups: names =>
      translated('autoscaling:DescribeAutoScalingGroups', async () => {
        // Without names, AWS returns all groups of the account.
        if (names.length === 0) return []
        const found: Group[] = []
        const pages = paginateDescribeAutoScalingGroups({ client }, { AutoScalingGroupNames: [...names] })
        for await (const { AutoScalingGroups = [] } of pages) {
          for (const group of AutoScalingGroups) {
            found.push({
              name: group.AutoScalingGroupName ?? '',
              min: group.MinSize ?? 0,
              max: group.MaxSize ?? 0,
              desired: group.DesiredCapacity ?? 0,
              instances: (group.Instances ?? []).map(instance => ({
                instanceId: instance.InstanceId ?? '',
                lifecycleState: instance.LifecycleState ?? '',
                isProtected: instance.ProtectedFromScaleIn ?? false,
              })),
              suspended: (group.SuspendedProcesses ?? []).map(({ ProcessName = '' }) => ProcessName),
              launchTemplate:
                group.MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification?.LaunchTemplateName ??
                group.LaunchTemplate?.LaunchTemplateName ??
                null,
              subnetIds: (group.VPCZoneIdentifier ?? '').split(',').filter(id => id !== ''),
            })
          }
        }
        return found
      }),

    failedActivities: (group, since) =>
      translated('autoscaling:DescribeScalingActivities', async () => {
        const failed: FailedActivity[] = []
        const pages = paginateDescribeScalingActivities({ client }, { AutoScalingGroupName: group })
        // Newest first: stop at the first activity that is older.
        for await (const { Activities = [] } of pages) {
          for (const { StatusCode, Description = '', StatusMessage = '', StartTime } of Activities) {
            const startedAt = StartTime ?? new Date(0)
            if (startedAt < since) return failed
            // A launch that EC2 withdraws has the status Cancelled, with EC2's reason.
            const isFailure = StatusCode === 'Failed' || StatusCode === 'Cancelled'
            if (isFailure && StatusMessage !== '')
              failed.push({ description: Description, message: StatusMessage, startedAt })
          }
        }
        return failed
      }),

    updateGroup: (name, { max, desired, subnetIds, launchTemplate }) =>
      translated('autoscaling:UpdateAutoScalingGroup', async () => {
        await client.send(
          new UpdateAutoScalingGroupCommand({
            AutoScalingGroupName: name,
            MinSize: 0,
            ...(max === undefined ? {} : { MaxSize: max }),
            ...(desired === undefined ? {} : { DesiredCapacity: desired }),
            ...(subnetIds === undefined ? {} : { VPCZoneIdentifier: subnetIds.join(',') }),
            ...(launchTemplate === undefined ? {} : toSource(launchTemplate)),
          }),
        )
      }),

    scheduleEnd: (group, action, at) =>
      translated('autoscaling:PutScheduledUpdateGroupAction', async () => {
        await client.send(
          new PutScheduledUpdateGroupActionCommand({
            AutoScalingGroupName: group,
            ScheduledActionName: action,
            StartTime: at,
            MinSize: 0,
            MaxSize: 0,
            DesiredCapacity: 0,
          }),
        )
      }),

    deleteScheduledAction: (group, action) =>
      translated('autoscaling:DeleteScheduledAction', async () => {
        try {
          const request = { AutoScalingGroupName: group, ScheduledActionName: action }
          await client.send(new DeleteScheduledActionCommand(request))
        } catch (error) {
          if (errorCode(error) !== 'ValidationError' || !/not found/i.test(String(error))) throw error
        }
      }),
  }
}

function toSource({ template, version, instanceTypes }: GroupTemplate) {
  const specification = {
    ...('id' in template ? { LaunchTemplateId: template.id } : { LaunchTemplateName: template.name }),
    Version: version,
  }
  if (instanceTypes.length === 0) return { LaunchTemplate: specification }
  return {
    MixedInstancesPolicy: {
      LaunchTemplate: {
        LaunchTemplateSpecification: specification,
        Overrides: instanceTypes.map(InstanceType => ({ InstanceType })),
      },
      InstancesDistribution: {
        OnDemandAllocationStrategy: 'prioritized',
        OnDemandPercentageAboveBaseCapacity: 100,
      },
    },
  }
}
