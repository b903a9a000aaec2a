import { type GroupFacts, type GroupSettings, launchesFirst, sizeAfter } from './group.ts'
import { isTakenByOthers, tasksOn } from './load.ts'
import type { ChangeAction } from './stack-plan.ts'

/** An auto scaling group within a plan. */
export interface PlannedGroup {
  readonly logicalId: string
  readonly action: ChangeAction
  readonly settings: GroupSettings
  /** null where there is none yet. */
  readonly facts: GroupFacts | null
  /** Its instances get other launch settings. */
  readonly isLaunchModified: boolean
  /** False where that shows only while the change is applied. */
  readonly isLaunchCertain: boolean
  /** DesiredCapacity is another one than at the last deploy; only what is modified is written then. */
  readonly isSizeModified: boolean
}

/** What happens to the group's instances, as a person would tell it. */
export function groupMeaning(group: PlannedGroup): string {
  const { action, settings, facts } = group
  const count = facts?.instances ?? 0
  if (action === 'add') return started(settings)
  if (action === 'remove') return `${instances(count)} terminated`
  if (action === 'replace')
    return `a new group with new instances; the ${instances(count)} of this one terminated`
  return [size(group), group.isLaunchModified ? replaced(group, count) : '']
    .filter(text => text !== '')
    .join('; ')
}

function started({ desired, min, creation }: GroupSettings): string {
  const count = desired ?? min ?? 0
  const waiting =
    creation === null ? 'not waited for' : `${minutes(creation.timeoutSeconds)} to join and signal`
  return count === 0 ? 'no instances yet' : `${instances(count)} launched, ${waiting}`
}

function size({ settings, facts, isSizeModified }: PlannedGroup): string {
  const after = sizeAfter(settings, facts, isSizeModified)
  return facts === null || after === facts.desired ? '' : `from ${facts.desired} to ${instances(after)}`
}

function replaced(group: PlannedGroup, count: number): string {
  const { settings, facts, isSizeModified, isLaunchCertain } = group
  if (count === 0) return 'no instances to replace'
  const { rolling, update } = settings
  const perhaps = isLaunchCertain ? '' : 'perhaps '
  if (update === 'replacing')
    return `${perhaps}a new group with new instances first, then the ${instances(count)} terminated`
  if (update === 'refresh') return `${perhaps}${instances(count)} replaced by an instance refresh`
  if (update === 'none') return `the ${instances(count)} stay as they are; only later ones are launched anew`
  const batch = rolling?.batch ?? 1
  const pace = count === 1 ? '' : batch === 1 ? ' one at a time' : ` up to ${batch} at a time`
  const one = batch === 1 || count === 1 ? 'one' : 'ones'
  const isNewFirst = launchesFirst(settings, sizeAfter(settings, facts, isSizeModified))
  const order = `${isNewFirst ? 'new' : 'old'} ${one} first`
  return `${perhaps}${instances(count)} replaced${pace}, ${order}, ${drained(group, isNewFirst)}`
}

function drained({ settings, facts }: PlannedGroup, isNewFirst: boolean): string {
  const { drains, rolling } = settings
  const load = facts?.load ?? null
  const how = drains ? 'drained' : 'not drained'
  if (load === null) return `tasks ${how}`
  if (tasksOn(load) === 0) return `no tasks to ${drains ? 'drain' : 'stop'}`
  const text = `${tasks(tasksOn(load))} ${how}`
  const batch = rolling?.batch ?? 1
  if (isNewFirst || !drains || !isTakenByOthers(load, batch)) return text
  return `${text}; the others take them`
}

export function instances(count: number): string {
  return `${count} ${count === 1 ? 'instance' : 'instances'}`
}

export function tasks(count: number): string {
  return `${count} ${count === 1 ? 'task' : 'tasks'}`
}

export function minutes(seconds: number): string {
  return seconds % 60 === 0 ? `${seconds / 60} m` : `${seconds} s`
}
