import type { GroupView } from '../types.ts'
import { type Draft, operationOf, run, setProgress } from './draft.ts'
import { milliseconds } from './duration.ts'
import { keptInService, obsoleteInstances } from './groups.ts'
import { failuresIn, signalsOf, startWaiting } from './signals.ts'
import type { Rolling, RollingPolicy, Task } from './stack.ts'

/** Replaces the obsolete instances of a group that was updated and read. */
export function startRolling(
  draft: Draft,
  task: Task,
  policy: RollingPolicy,
  view: GroupView,
  next: NonNullable<Task['next']>,
): void {
  const operation = operationOf(draft)
  const obsolete = obsoleteInstances(draft.stack, next.properties, view)
  const { min, max, desired } = { ...view, ...operation.groupSizes[task.logicalId] }
  const sizes = {
    min: Number(next.sizes.MinSize ?? min),
    max: Number(next.sizes.MaxSize ?? max),
    desired: Number(next.sizes.DesiredCapacity ?? desired),
  }
  operation.groupSizes[task.logicalId] = sizes
  const renewed = view.instances.length - obsolete.length
  task.rolling = {
    ...policy,
    minInService: keptInService(policy, sizes.desired),
    sizes,
    obsolete,
    total: obsolete.length,
    desired: view.desired,
    present: view.instances.length,
    renewed,
    expected: Math.max(0, targetOf(sizes) - renewed),
    failed: 0,
    batch: null,
    failure: null,
  }
  if (obsolete.length === 0) {
    restore(draft, task, task.rolling)
    return
  }
  const waiting = policy.waits
    ? ` Waiting on resource signals with a timeout of ${policy.pauseTime} when new instances are added to the autoscaling group.`
    : ''
  say(
    draft,
    task,
    `Rolling update initiated. Terminating ${obsolete.length} obsolete instance(s) in batches of ${policy.batchSize}, while keeping at least ${task.rolling.minInService} instance(s) in service.${waiting}`,
  )
  if (policy.suspended.length === 0) raise(draft, task, task.rolling)
  else run(draft, task, { kind: 'suspend', physicalId: groupOf(draft, task), processes: policy.suspended })
}

/** Adds instances first, up to the group's maximum size. */
export function raise(draft: Draft, task: Task, rolling: Rolling): void {
  const { minInService, batchSize, present, sizes } = rolling
  const withBatch = minInService + Math.min(batchSize, rolling.obsolete.length)
  const raised = Math.max(Math.min(withBatch, sizes.max), sizes.desired)
  if (raised <= present) {
    nextBatch(draft, task, rolling)
    return
  }
  say(draft, task, `Temporarily setting autoscaling group MinSize and DesiredCapacity to ${raised}.`)
  rolling.batch = { instances: [], replacements: raised - present }
  rolling.present = rolling.desired = raised
  expectSignals(task, rolling)
  run(draft, task, { kind: 'resize', physicalId: groupOf(draft, task), min: raised, desired: raised })
}

/** Terminates the next obsolete instances, and launches as many as are still missing. */
export function nextBatch(draft: Draft, task: Task, rolling: Rolling): void {
  const { obsolete, minInService, batchSize, present, desired, renewed, sizes } = rolling
  if (obsolete.length === 0) {
    restore(draft, task, rolling)
    return
  }
  const spare = Math.max(1, present - minInService)
  const instances = obsolete.slice(0, Math.min(batchSize, spare))
  // Auto Scaling launches nothing for an instance that the group has beyond its desired capacity.
  const surplus = Math.min(instances.length, Math.max(0, present - desired))
  const replacements = Math.min(instances.length - surplus, Math.max(0, targetOf(sizes) - renewed))
  const kept = surplus + replacements
  rolling.batch = { instances, replacements }
  say(
    draft,
    task,
    `Terminating instance(s) [${instances.join(',')}]; replacing with ${replacements} new instance(s).`,
  )
  rolling.present -= instances.length - replacements
  rolling.desired -= instances.length - kept
  expectSignals(task, rolling)
  run(draft, task, {
    kind: 'terminate',
    physicalId: groupOf(draft, task),
    instances: instances.map((instanceId, index) => ({ instanceId, decrement: index >= kept })),
  })
}

/** Waits for the new instances after the batch is terminated or the group is enlarged. */
export function batchOrdered(draft: Draft, task: Task, rolling: Rolling): void {
  const { instances = [], replacements = 0 } = rolling.batch ?? {}
  if (instances.length > 0) {
    rolling.obsolete = rolling.obsolete.filter(id => !instances.includes(id))
    const progress = Math.round(((rolling.total - rolling.obsolete.length) / rolling.total) * 100)
    say(draft, task, `Successfully terminated instance(s) [${instances.join(',')}] (Progress ${progress}%).`)
  }
  if (replacements === 0) {
    batchEnded(draft, task, rolling)
    return
  }
  if (task.signals === null) {
    if (milliseconds(rolling.pauseTime) === 0) {
      batchEnded(draft, task, rolling)
      return
    }
    task.signals = signalsOf({ count: replacements, timeout: rolling.pauseTime, minimumPercent: 0 })
  } else {
    say(
      draft,
      task,
      `New instance(s) added to autoscaling group - Waiting on ${replacements} resource signal(s) with a timeout of ${rolling.pauseTime}.`,
    )
  }
  startWaiting(draft, task.signals)
}

export function batchEnded(draft: Draft, task: Task, rolling: Rolling): void {
  rolling.renewed += rolling.batch?.replacements ?? 0
  if (rolling.waits && task.signals !== null) rolling.failed += failuresIn(task.signals)
  rolling.batch = null
  task.signals = null
  nextBatch(draft, task, rolling)
}

/** Restores the group's sizes. After a failure the rollback does this, so that no instance is lost. */
export function restore(draft: Draft, task: Task, rolling: Rolling): void {
  task.signals = null
  rolling.batch = null
  run(draft, task, { kind: 'resize', physicalId: groupOf(draft, task), ...rolling.sizes })
}

function expectSignals(task: Task, rolling: Rolling): void {
  const { waits, batch, pauseTime: timeout, minimumPercent, expected, failed } = rolling
  const count = batch?.replacements ?? 0
  const total = Math.max(expected, count)
  task.signals = waits && count > 0 ? signalsOf({ count, timeout, minimumPercent, total, failed }) : null
}

/** Number of instances that the group has at the end. */
function targetOf({ desired, min }: Rolling['sizes']): number {
  return Math.max(desired, min)
}

function say(draft: Draft, task: Task, words: string): void {
  if (task.state === 'running') setProgress(draft, task, words)
}

export function groupOf(draft: Draft, { logicalId }: Task): string {
  return draft.stack.resources[logicalId]?.physicalId ?? ''
}
