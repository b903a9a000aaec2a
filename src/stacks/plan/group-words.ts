import type { ChangeAction } from './change-action.ts'
import { type GroupFacts, type GroupSettings, sizeAfter } from './group.ts'
import { isTakenByOthers, tasksOn } from './load.ts'
import { rollingPlan } from './rolling.ts'

/** An Auto Scaling group in a plan. */
export interface PlannedGroup {
  readonly logicalId: string
  readonly action: ChangeAction
  readonly settings: GroupSettings
  /** null for a new group. */
  readonly facts: GroupFacts | null
  /** Its instances get new launch settings. */
  readonly isLaunchModified: boolean
  /** False if that is known only while the change is applied. */
  readonly isLaunchCertain: boolean
  /** DesiredCapacity differs from the last deploy; CloudFormation writes it only then. */
  readonly isSizeModified: boolean
}

/** What the change does to the instances of the group, e.g. "terminates 2 instances". */
export function groupMeaning(group: PlannedGroup): string {
  const { action, settings, facts } = group
  const count = facts?.instances ?? 0
  if (action === 'add') return launched(settings)
  if (action === 'remove') return `terminates ${instances(count)}`
  if (action === 'replace')
    return `creates a new group with new instances and terminates the ${instances(count)} of this one`
  return [size(group), group.isLaunchModified ? replaced(group, count) : '']
    .filter(text => text !== '')
    .join('; ')
}

function launched({ desired, min, creation }: GroupSettings): string {
  const count = desired ?? min ?? 0
  if (count === 0) return 'launches no instances yet'
  if (creation === null) return `launches ${instances(count)} without waiting for signals`
  const each = count === 1 ? 'it has' : 'they have'
  return `launches ${instances(count)}; ${each} ${duration(creation.timeoutSeconds)} to join`
}

function size({ settings, facts, isSizeModified }: PlannedGroup): string {
  const after = sizeAfter(settings, facts, isSizeModified)
  return facts === null || after === facts.desired
    ? ''
    : `scales from ${facts.desired} to ${instances(after)}`
}

function replaced(group: PlannedGroup, count: number): string {
  const { settings, facts, isSizeModified, isLaunchCertain } = group
  if (count === 0) return 'has no instances to replace'
  const { update } = settings
  const verb = (text: string) => (isLaunchCertain ? `${text}s` : `may ${text}`)
  if (update === 'replacing')
    return `${verb('create')} a new group with new instances, then terminates the ${instances(count)} of this one`
  if (update === 'refresh') return `${verb('replace')} ${instances(count)} with an instance refresh`
  if (update === 'none')
    return `keeps ${instances(count)} unchanged; only instances that are launched later get the new settings`
  const plan = rollingPlan(settings, facts, isSizeModified)
  if (plan === null) return `${verb('replace')} ${instances(count)} with a rolling update`
  if (plan.replaced === 0) return ''
  const { batch, replaced: old, launchesFirst } = plan
  const pace = old === 1 ? '' : batch === 1 ? ' one at a time' : ` up to ${batch} at a time`
  const order = `${launchesFirst ? 'new' : 'old'} ${batch === 1 ? 'one' : 'ones'} first`
  return `${verb('replace')} ${instances(old)}${pace}, ${order}, ${drained(group, batch, launchesFirst)}`
}

function drained({ settings, facts }: PlannedGroup, batch: number, isNewFirst: boolean): string {
  const { drains } = settings
  const load = facts?.load ?? null
  if (load !== null && tasksOn(load) === 0) return `no tasks to ${drains ? 'drain' : 'stop'}`
  const moved = load === null ? 'tasks' : tasks(tasksOn(load))
  const text = drains ? `draining ${moved}` : `stopping ${moved} without draining`
  const hasRoom = load !== null && !isNewFirst && drains && isTakenByOthers(load, batch)
  return hasRoom ? `${text}; the other instances have room for them` : text
}

/** E.g. `1 instance`. */
export function instances(count: number): string {
  return counted(count, 'instance')
}

/** E.g. `2 tasks`. */
export function tasks(count: number): string {
  return counted(count, 'task')
}

/** E.g. `20 minutes`, `90 seconds`. */
export function duration(seconds: number): string {
  return seconds % 60 === 0 ? counted(seconds / 60, 'minute') : counted(seconds, 'second')
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
