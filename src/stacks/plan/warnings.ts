import type { GroupFacts } from './group.ts'
import { duration, instances, type PlannedGroup, tasks } from './group-words.ts'
import { isTakenByOthers, tasksOn } from './load.ts'
import { rollingPlan } from './rolling.ts'
import { unprotect } from './scale-in.ts'

/** Seconds from the launch of an instance to the start of its first run, with a margin. */
const bootSeconds = 180

/** Problems with how a group launches or replaces its instances. */
export function groupWarnings(group: PlannedGroup, firstRunSeconds: number | null): string[] {
  const { action, isLaunchModified } = group
  const isRolling = isLaunchModified && action === 'change' && group.settings.update === 'rolling'
  return [
    ...sizes(group),
    ...shrinking(group),
    ...heldUp(group),
    ...(isLaunchModified && action === 'change' ? notReplaced(group) : []),
    ...(isRolling ? [...room(group), ...suspended(group), ...blind(group)] : []),
    ...(action === 'add' || isRolling ? tooShort(group, firstRunSeconds) : []),
  ].map(text => `${group.logicalId}: ${text}`)
}

/** Auto Scaling rejects such sizes only during the operation. */
function sizes({ action, settings: { min, max, desired } }: PlannedGroup): string[] {
  if (action === 'remove') return []
  if (min !== null && max !== null && min > max) return [`MinSize (${min}) is greater than MaxSize (${max}).`]
  if (desired === null) return []
  if (min !== null && desired < min) return [`DesiredCapacity (${desired}) is less than MinSize (${min}).`]
  return max !== null && desired > max
    ? [`DesiredCapacity (${desired}) is greater than MaxSize (${max}).`]
    : []
}

/** Every update sets the group's sizes to those of the template (docs/instance-facts.md, "Rolling replacement"). */
function shrinking({ action, settings, facts, isSizeModified }: PlannedGroup): string[] {
  if (facts === null || action !== 'change' || isSizeModified || settings.keepsSize) return []
  const { desired } = settings
  if (desired === null || desired === facts.desired) return []
  return [
    `its size is reset from ${facts.desired} to ${desired}, because its UpdatePolicy lacks AutoScalingScheduledAction with IgnoreUnmodifiedGroupSizeProperties.`,
  ]
}

/** CloudFormation sets the size of a deleted group to 0, and waits. */
function heldUp({ action, settings, facts, isLaunchModified }: PlannedGroup): string[] {
  const isDeleted =
    action === 'remove' || action === 'replace' || (isLaunchModified && settings.update === 'replacing')
  if (!isDeleted || facts === null || facts.protectedInstances.length === 0) return []
  return [
    `${protectedWords(facts.protectedInstances.length)}, so CloudFormation cannot delete the group and waits. Remove the protection: ${unprotect(facts.name, facts.protectedInstances)}`,
  ]
}

function protectedWords(count: number): string {
  return `${instances(count)} ${count === 1 ? 'is' : 'are'} protected from scale-in`
}

function notReplaced({ settings, facts }: PlannedGroup): string[] {
  if (settings.update !== 'none' || facts === null || facts.instances === 0) return []
  return [
    facts.instances === 1
      ? 'it has no UpdatePolicy, so its instance keeps the old launch settings until something else replaces it.'
      : `it has no UpdatePolicy, so its ${instances(facts.instances)} keep the old launch settings until something else replaces them.`,
  ]
}

function room(group: PlannedGroup): string[] {
  const { settings, facts, isSizeModified } = group
  const { max, drains } = settings
  const plan = rollingPlan(settings, facts, isSizeModified)
  if (plan === null || facts?.instances === 0) return []
  const { minInService, batch, size, replaced, policy, launchesFirst, isRefused } = plan
  if (isRefused) {
    return [
      `MinInstancesInService (${minInService}) is not less than MaxSize (${max}): CloudFormation rejects such a rolling update. Raise MaxSize or lower MinInstancesInService.`,
    ]
  }
  if (launchesFirst || replaced === 0) return []
  const load = facts?.load ?? null
  const isFull = max !== null && max <= size
  const cause = isFull
    ? `MaxSize (${max}) leaves no room for a new instance`
    : `MinInstancesInService (${minInService}) and MaxBatchSize (${policy.batch}) add up to no more than the current ${instances(size)}`
  const remedy = isFull ? `Raise MaxSize to ${size + policy.batch}.` : `Set MinInstancesInService to ${size}.`
  const consequence = drains ? held(batch, size, load) : stopped(batch, size, load)
  return consequence === ''
    ? []
    : [`${cause}, so old instances are terminated first; ${consequence}. ${remedy}`]
}

/** Empty if nothing delays draining: there are no tasks, or the other instances have room for them. */
function held(batch: number, size: number, load: GroupFacts['load']): string {
  if (load !== null && (tasksOn(load) === 0 || isTakenByOthers(load, batch))) return ''
  const what = load === null ? 'tasks' : tasks(tasksOn(load))
  const wait = 'draining may take hours'
  if (batch >= size) return `there is no other instance for their ${what}, so ${wait}`
  const isOne = size - batch === 1
  const others = isOne ? 'the other instance' : `the other ${size - batch} instances`
  if (load === null) return `their ${what} can only move to ${others}, so ${wait}`
  return `${others} ${isOne ? 'has' : 'have'} too little free CPU or memory for their ${what}, so ${wait}`
}

function stopped(batch: number, size: number, load: GroupFacts['load']): string {
  if (load !== null && tasksOn(load) === 0) return ''
  const what =
    load === null ? 'tasks stop' : tasksOn(load) === 1 ? '1 task stops' : `${tasksOn(load)} tasks stop`
  return `their ${what}${batch >= size ? ', and no tasks run until new instances have joined' : ''}`
}

/** The process without which Auto Scaling launches nothing (docs/instance-facts.md, "Rolling replacement"). */
function suspended({ settings: { rolling }, facts }: PlannedGroup): string[] {
  if (rolling === null || facts === null || facts.instances === 0) return []
  const byPolicy = rolling.suspended.includes('Launch')
  if (!byPolicy && !facts.suspended.includes('Launch')) return []
  const where = byPolicy ? 'is in SuspendProcesses of its UpdatePolicy' : 'of the group is suspended'
  const consequence = rolling.waitsForSignals
    ? `the update fails after PauseTime (${duration(rolling.pauseSeconds)})`
    : 'its instances are terminated without new ones'
  const remedy = byPolicy
    ? 'Remove it there.'
    : `Resume it: aws autoscaling resume-processes --auto-scaling-group-name ${facts.name} --scaling-processes Launch`
  return [`the process Launch ${where}, so no instance is launched and ${consequence}. ${remedy}`]
}

function blind({ settings: { rolling } }: PlannedGroup): string[] {
  if (rolling === null) return []
  const consequence = 'so CloudFormation replaces every instance even if none of the new ones joins.'
  if (!rolling.waitsForSignals)
    return [`its UpdatePolicy does not wait for signals (WaitOnResourceSignals), ${consequence}`]
  return rolling.minSuccessfulPercent === 0 ? [`MinSuccessfulInstancesPercent is 0, ${consequence}`] : []
}

function tooShort(
  { logicalId, action, settings: { creation, rolling } }: PlannedGroup,
  firstRunSeconds: number | null,
): string[] {
  if (firstRunSeconds === null) return []
  const needed = firstRunSeconds + bootSeconds
  const [what, given] =
    action === 'add'
      ? [
          `CreationPolicy.ResourceSignal.Timeout${creation?.resource === logicalId ? '' : ` of ${creation?.resource}`}`,
          creation?.timeoutSeconds,
        ]
      : [
          'UpdatePolicy.AutoScalingRollingUpdate.PauseTime',
          rolling?.waitsForSignals ? rolling.pauseSeconds : undefined,
        ]
  if (given === undefined || given >= needed) return []
  return [
    `${what} is ${duration(given)}, but the first run can take ${duration(firstRunSeconds)} after the boot. Set it to at least ${duration(Math.ceil(needed / 60) * 60)}; otherwise the operation fails before the instance can report the cause.`,
  ]
}
