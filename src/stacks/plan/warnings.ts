import { type GroupFacts, launchesFirst, sizeAfter } from './group.ts'
import { instances, minutes, type PlannedGroup, tasks } from './group-words.ts'
import { isTakenByOthers, tasksOn } from './load.ts'

/** Seconds that an instance takes from its launch to the start of first run, with a margin. */
const bootSeconds = 180

/** What a person should know of a group before its instances are started or replaced. */
export function groupWarnings(group: PlannedGroup, firstRunSeconds: number | null): string[] {
  const { action, isLaunchModified } = group
  const isRolling = isLaunchModified && action === 'change' && group.settings.update === 'rolling'
  return [
    ...sizes(group),
    ...shrinking(group),
    ...(isLaunchModified && action === 'change' ? notReplaced(group) : []),
    ...(isRolling ? [...room(group), ...blind(group)] : []),
    ...(action === 'add' || isRolling ? tooShort(group, firstRunSeconds) : []),
  ].map(text => `${group.logicalId}: ${text}`)
}

/** Auto Scaling refuses such sizes, in the middle of the operation. */
function sizes({ action, settings: { min, max, desired } }: PlannedGroup): string[] {
  if (action === 'remove') return []
  if (min !== null && max !== null && min > max) return [`MinSize (${min}) is more than MaxSize (${max}).`]
  if (desired === null) return []
  if (min !== null && desired < min) return [`DesiredCapacity (${desired}) is less than MinSize (${min}).`]
  return max !== null && desired > max ? [`DesiredCapacity (${desired}) is more than MaxSize (${max}).`] : []
}

/** Every update sets the group's sizes to those of the template (docs/instance-facts.md, "Rolling replacement"). */
function shrinking({ action, settings, facts, isSizeModified }: PlannedGroup): string[] {
  if (facts === null || action !== 'change' || isSizeModified || settings.keepsSize) return []
  const { desired } = settings
  if (desired === null || desired === facts.desired) return []
  return [
    `it was scaled to ${facts.desired} and is set back to ${desired}: its UpdatePolicy lacks AutoScalingScheduledAction with IgnoreUnmodifiedGroupSizeProperties.`,
  ]
}

function notReplaced({ settings, facts }: PlannedGroup): string[] {
  if (settings.update !== 'none' || facts === null || facts.instances === 0) return []
  return [
    `it has no UpdatePolicy: its ${instances(facts.instances)} keep the old AMI until something else replaces them.`,
  ]
}

function room({ settings, facts, isSizeModified }: PlannedGroup): string[] {
  const { rolling, max, drains } = settings
  const size = sizeAfter(settings, facts, isSizeModified)
  if (rolling === null || size === 0) return []
  const { minInService, batch } = rolling
  if (max !== null && minInService >= max) {
    return [
      `MinInstancesInService (${minInService}) leaves no room below MaxSize (${max}): CloudFormation refuses such a rolling update. Raise MaxSize or lower MinInstancesInService.`,
    ]
  }
  if (launchesFirst(settings, size)) return []
  const load = facts?.load ?? null
  const isFull = max !== null && max <= size
  const cause = isFull
    ? `MaxSize (${max}) leaves no room for a new instance beside the ${size}`
    : `MinInstancesInService (${minInService}) and MaxBatchSize (${batch}) are no more than the ${instances(size)} there are`
  const remedy = isFull ? `Raise MaxSize to ${size + batch}.` : `Set MinInstancesInService to ${size}.`
  const consequence = drains ? held(batch, size, load) : stopped(batch, size, load)
  return consequence === '' ? [] : [`${cause}, so old ones go first; ${consequence}. ${remedy}`]
}

/** Empty where nothing can hold the drain up: no tasks, or others have room for them. */
function held(batch: number, size: number, load: GroupFacts['load']): string {
  const wait = 'and may wait for hours'
  if (load !== null && (tasksOn(load) === 0 || isTakenByOthers(load, batch))) return ''
  const what = load === null ? 'tasks' : tasks(tasksOn(load))
  if (batch >= size) return `draining has nowhere to put their ${what} ${wait}`
  const others = `the other ${size - batch}`
  if (load === null) return `draining has only ${others} to put their ${what} on ${wait}`
  return `draining their ${what} finds too little CPU or memory free on ${others} ${wait}`
}

function stopped(batch: number, size: number, load: GroupFacts['load']): string {
  if (load !== null && tasksOn(load) === 0) return ''
  const what =
    load === null ? 'tasks stop' : tasksOn(load) === 1 ? '1 task stops' : `${tasksOn(load)} tasks stop`
  return `their ${what}${batch >= size ? ', and nothing runs meanwhile' : ''}`
}

function blind({ settings: { rolling } }: PlannedGroup): string[] {
  if (rolling === null || rolling.waitsForSignals) return []
  return [
    'its UpdatePolicy does not wait for signals (WaitOnResourceSignals): an AMI that never joins would replace every instance before anyone notices.',
  ]
}

function tooShort(
  { action, settings: { creation, rolling } }: PlannedGroup,
  firstRunSeconds: number | null,
): string[] {
  if (firstRunSeconds === null) return []
  const needed = firstRunSeconds + bootSeconds
  const [what, given] =
    action === 'add'
      ? ['CreationPolicy.ResourceSignal.Timeout', creation?.timeoutSeconds]
      : [
          'UpdatePolicy.AutoScalingRollingUpdate.PauseTime',
          rolling?.waitsForSignals ? rolling.pauseSeconds : undefined,
        ]
  if (given === undefined || given >= needed) return []
  return [
    `${what} is ${minutes(given)}, but first run alone may take ${minutes(firstRunSeconds)} after the boot: give it ${minutes(Math.ceil(needed / 60) * 60)}, else the stack gives up before the instance can say what is wrong.`,
  ]
}
