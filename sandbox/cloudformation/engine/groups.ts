import { isSame } from '../template/json.ts'
import type { GroupView, Json, Properties } from '../types.ts'
import type { RollingPolicy, Stack } from './stack.ts'

export const groupType = 'AWS::AutoScaling::AutoScalingGroup'

const sizeNames = ['MinSize', 'MaxSize', 'DesiredCapacity'] as const

type Policy = Readonly<Record<string, Json>> | null

/** The sizes that an update sets. Unmodified ones are omitted if the policy says so. */
export function sizesToWrite(before: Properties, after: Properties, policy: Policy): Properties {
  const { IgnoreUnmodifiedGroupSizeProperties: keeps } = partOf(policy, 'AutoScalingScheduledAction') ?? {}
  return Object.fromEntries(
    sizeNames.flatMap(name => {
      const value = after[name]
      const isWritten = value !== undefined && !(isTrue(keeps) && isSame(before[name] ?? null, value))
      return isWritten ? [[name, value]] : []
    }),
  )
}

export function withoutSizes(properties: Properties): Properties {
  return Object.fromEntries(
    Object.entries(properties).filter(([name]) => !(sizeNames as readonly string[]).includes(name)),
  )
}

/**
 * The properties to set before instances are replaced. The rolling update itself adds instances, so that it can wait
 * for them; and in a rollback, Auto Scaling would terminate the old, good instances first.
 */
export function sizesToWriteFirst(sizes: Properties, view: GroupView, isWayBack: boolean): Properties {
  const { MaxSize } = sizes
  const grows = Number(sizes.DesiredCapacity ?? 0) > view.desired
  if (!isWayBack && !grows) return sizes
  return MaxSize === undefined || Number(MaxSize) < view.max ? {} : { MaxSize }
}

export function willReplace(policy: Policy): boolean {
  return isTrue(partOf(policy, 'AutoScalingReplacingUpdate')?.WillReplace)
}

/** Null if instances are not replaced. */
export function rollingPolicy(policy: Policy): RollingPolicy | null {
  const rolling = partOf(policy, 'AutoScalingRollingUpdate')
  if (rolling === undefined) return null
  const waits = isTrue(rolling.WaitOnResourceSignals)
  return {
    minInService: Number(rolling.MinInstancesInService ?? 0),
    minActivePercent: Number(rolling.MinActiveInstancesPercent ?? 0),
    batchSize: Math.max(1, Number(rolling.MaxBatchSize ?? 1)),
    pauseTime: String(rolling.PauseTime ?? (waits ? 'PT5M' : 'PT0S')),
    waits,
    minimumPercent: Number(rolling.MinSuccessfulInstancesPercent ?? 100),
    suspended: Array.isArray(rolling.SuspendProcesses) ? rolling.SuspendProcesses.map(String) : [],
  }
}

/** The view without instances that Auto Scaling is terminating: they are neither replaced nor waited for. */
export function staying(view: GroupView): GroupView {
  return {
    ...view,
    instances: view.instances.filter(({ lifecycleState }) => !lifecycleState.startsWith('Terminating')),
  }
}

/** Number of instances that the update keeps in service in a group of that size. */
export function keptInService({ minInService, minActivePercent }: RollingPolicy, desired: number): number {
  return Math.max(minInService, Math.ceil((desired * minActivePercent) / 100))
}

/** Instances that do not match the launch template or launch configuration in the group's properties. */
export function obsoleteInstances(stack: Stack, properties: Properties, view: GroupView): string[] {
  const wanted = launchSource(properties)
  if (wanted === null) return []
  const content = (source: string | null) => stack.launchContents[source ?? ''] ?? source
  return view.instances
    .filter(({ launchTemplate }) => content(launchTemplate) !== content(wanted))
    .map(({ instanceId }) => instanceId)
}

/** `lt-0abc:2`, or a launch configuration's name. */
function launchSource({
  LaunchTemplate,
  MixedInstancesPolicy,
  LaunchConfigurationName,
}: Properties): string | null {
  const mixed = objectOf(objectOf(MixedInstancesPolicy)?.LaunchTemplate)?.LaunchTemplateSpecification
  const template = objectOf(LaunchTemplate) ?? objectOf(mixed)
  if (template !== undefined)
    return `${template.LaunchTemplateId ?? template.LaunchTemplateName}:${template.Version}`
  return typeof LaunchConfigurationName === 'string' ? LaunchConfigurationName : null
}

function partOf(policy: Policy, name: string): Readonly<Record<string, Json>> | undefined {
  return objectOf(policy?.[name])
}

function objectOf(value: Json | undefined): Readonly<Record<string, Json>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, Json>>)
    : undefined
}

function isTrue(value: Json | undefined): boolean {
  return value === true || value === 'true'
}
