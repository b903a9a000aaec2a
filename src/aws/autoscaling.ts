import {
  AutoScalingClient,
  paginateDescribeAutoScalingGroups,
  paginateDescribeScalingActivities,
} from '@aws-sdk/client-auto-scaling'
import { type ClientOptions, retries } from './client-options.ts'
import { renewEndedSessions } from './ended-session.ts'
import { translated } from './errors.ts'

/** Auto Scaling in one region: only the calls that packer-ecs makes. */
export interface AutoScaling {
  /** The existing groups of these names. */
  groups(names: readonly string[]): Promise<Group[]>
  /** The group's failed activities since then. */
  failedActivities(group: string, since: Date): Promise<FailedActivity[]>
}

export interface Group {
  readonly name: string
  readonly min: number
  readonly max: number
  readonly desired: number
  readonly instances: readonly GroupInstance[]
  /** Suspended processes, e.g. `Launch`. */
  readonly suspended: readonly string[]
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
  }
}
