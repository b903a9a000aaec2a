import { stabilizes, stackType } from '../resource-types/resource-type.ts'
import type { GroupView, Properties, ResourceRecord } from '../types.ts'
import { updateGroup } from './apply-resource.ts'
import { type Draft, definitionNow, operationOf, run, setProgress, setStatus, taskOf } from './draft.ts'
import type { Step, StepResult } from './effects.ts'
import { failTask } from './failure.ts'
import {
  groupType,
  keptInService,
  obsoleteInstances,
  rollingPolicy,
  sizesToWriteFirst,
  staying,
} from './groups.ts'
import { addLeftover, leftoverEnded } from './leftovers.ts'
import { batchEnded, batchOrdered, groupOf, raise, startRolling } from './rolling-update.ts'
import { resolvePolicy, scopeNow } from './scope.ts'
import { judge, startWaiting } from './signals.ts'
import { isStabilized, stabilize } from './stabilize.ts'
import type { Resource, Rolling, Task } from './stack.ts'
import { judgeCondition, keepData } from './wait-conditions.ts'

/** Handles the result of a step. */
export function stepDone(draft: Draft, logicalId: string, step: Step, result: StepResult): void {
  if (step.kind === 'stabilize') {
    const stable = isStabilized(draft, logicalId, step)
    if (stable !== undefined) complete(draft, stable)
    return
  }
  if (operationOf(draft).phase === 'cleanup') {
    leftoverEnded(draft, null)
    return
  }
  const task = taskOf(draft, logicalId)
  const resource = draft.stack.resources[logicalId]
  if (task === undefined || resource === undefined) return
  task.isInFlight = false
  if (step.kind === 'remove') {
    setStatus(draft, resource, 'DELETE_COMPLETE')
    task.state = 'done'
  } else if (step.kind === 'create') created(draft, task, resource, step.properties, result as ResourceRecord)
  else if (step.kind === 'update' || step.kind === 'goBack')
    updated(draft, task, resource, step.properties, result as ResourceRecord)
  else if (task.state === 'cancelled') giveUpRolling(draft, task, step)
  else rollingStepDone(draft, task, resource, step, result)
}

export function stepFailed(draft: Draft, logicalId: string, step: Step, reason: string): void {
  if (step.kind === 'stabilize') {
    const unstable = isStabilized(draft, logicalId, step)
    if (unstable !== undefined) failTask(draft, unstable, reason)
    return
  }
  if (operationOf(draft).phase === 'cleanup') {
    leftoverEnded(draft, reason)
    return
  }
  const task = taskOf(draft, logicalId)
  if (task === undefined) return
  task.isInFlight = false
  if (task.rolling === null || step.kind === 'resume') failTask(draft, task, reason)
  else failRolling(draft, task, task.rolling, reason)
}

/** Handles a signal, or the end of the time for signals. */
export function weighSignals(draft: Draft, task: Task, isOver: boolean): void {
  const { signals, rolling } = task
  if (signals?.deadline == null || task.state !== 'running') return
  const verdict =
    signals.handle === null ? judge(signals, isOver) : judgeCondition(draft.stack, signals, isOver)
  if (verdict.kind === 'waits') return
  if (verdict.kind === 'failed') {
    if (rolling === null) failTask(draft, task, verdict.reason)
    else failRolling(draft, task, rolling, verdict.reason)
  } else if (rolling === null) complete(draft, task)
  else batchEnded(draft, task, rolling)
}

function created(
  draft: Draft,
  task: Task,
  resource: Resource,
  properties: Properties,
  record: ResourceRecord,
): void {
  if (task.change === 'replace') {
    const { physicalId, attributes, properties: before, tags } = resource
    addLeftover(draft, { ...resource })
    resource.replaced = { physicalId, attributes, properties: before, tags }
  }
  Object.assign(resource, record, { properties, tags: definitionNow(draft).tags })
  keepLaunchContent(draft, resource)
  if (task.state === 'cancelled') return
  // The event of a nested stack was logged when its creation started.
  if (resource.type !== stackType) setProgress(draft, task, 'Resource creation Initiated')
  if (stabilizes(resource.type)) stabilize(draft, task, resource)
  else if (task.signals === null) complete(draft, task)
  else {
    startWaiting(draft, task.signals)
    weighSignals(draft, task, false)
  }
}

function updated(
  draft: Draft,
  task: Task,
  resource: Resource,
  applied: Properties,
  record: ResourceRecord,
): void {
  const { tags } = definitionNow(draft)
  Object.assign(resource, record, { properties: task.next?.properties ?? applied, tags })
  keepLaunchContent(draft, resource)
  if (task.state === 'cancelled') return
  if (stabilizes(resource.type)) {
    stabilize(draft, task, resource)
    return
  }
  const policy = policyOf(draft, task)
  if (resource.type !== groupType || policy === null) {
    complete(draft, task)
    return
  }
  run(draft, task, { kind: 'view', physicalId: resource.physicalId ?? '', when: 'after' })
}

function rollingStepDone(draft: Draft, task: Task, resource: Resource, step: Step, result: StepResult): void {
  const { rolling } = task
  if (step.kind === 'view') viewed(draft, task, resource, step.when, staying(result as GroupView))
  else if (rolling === null || step.kind === 'resume') rollingEnded(draft, task)
  else if (step.kind === 'suspend') raise(draft, task, rolling)
  else if (rolling.batch === null) resume(draft, task, rolling)
  else {
    batchOrdered(draft, task, rolling)
    // All signals can arrive before the last instance of the batch is terminated.
    weighSignals(draft, task, false)
  }
}

/** Instances are replaced only if some are obsolete, or if a failed update has changed the group's sizes. */
function viewed(
  draft: Draft,
  task: Task,
  resource: Resource,
  when: 'before' | 'after',
  view: GroupView,
): void {
  const { next } = task
  const policy = policyOf(draft, task)
  if (policy === null || next === null) throw new Error(`${task.logicalId} has no rolling update`)
  const { phase, groupSizes } = operationOf(draft)
  const isReplaced =
    obsoleteInstances(draft.stack, next.properties, view).length > 0 ||
    groupSizes[task.logicalId] !== undefined
  if (when === 'before') {
    const max = Number(next.sizes.MaxSize ?? view.max)
    if (isReplaced && keptInService(policy, Number(next.sizes.DesiredCapacity ?? view.desired)) >= max) {
      failTask(draft, task, "MinInstancesInService must be less than the autoscaling group's MaxSize")
      return
    }
    const sizes = isReplaced ? sizesToWriteFirst(next.sizes, view, phase === 'back') : next.sizes
    updateGroup(draft, task, resource, next, sizes)
  } else if (isReplaced) startRolling(draft, task, policy, view, next)
  else complete(draft, task)
}

/** Resumes the suspended processes, also after a failure. */
function resume(draft: Draft, task: Task, rolling: Rolling): void {
  if (rolling.suspended.length === 0) rollingEnded(draft, task)
  else orderResume(draft, task, rolling)
}

function orderResume(draft: Draft, task: Task, { suspended }: Rolling): void {
  run(draft, task, { kind: 'resume', physicalId: groupOf(draft, task), processes: suspended })
}

function rollingEnded(draft: Draft, task: Task): void {
  const failure = task.rolling?.failure ?? null
  if (failure === null) complete(draft, task)
  else failTask(draft, task, failure)
}

/** Reverts nothing: the rollback replaces the new instances. */
function failRolling(draft: Draft, task: Task, rolling: Rolling, reason: string): void {
  rolling.failure = reason
  rolling.batch = null
  task.signals = null
  resume(draft, task, rolling)
}

function giveUpRolling(draft: Draft, task: Task, step: Step): void {
  const { rolling } = task
  task.signals = null
  if (rolling !== null && rolling.suspended.length > 0 && step.kind !== 'resume')
    orderResume(draft, task, rolling)
}

function complete(draft: Draft, task: Task): void {
  const resource = draft.stack.resources[task.logicalId]
  task.state = 'done'
  task.signals = null
  task.rolling = null
  if (resource === undefined) return
  resource.isUncertain = false
  keepData(draft.stack, resource)
  setStatus(draft, resource, task.change === 'create' ? 'CREATE_COMPLETE' : 'UPDATE_COMPLETE')
}

function policyOf(draft: Draft, { logicalId }: Task): ReturnType<typeof rollingPolicy> {
  const policy = definitionNow(draft).template.resources[logicalId]?.updatePolicy ?? null
  return rollingPolicy(resolvePolicy(policy, scopeNow(draft)))
}

function keepLaunchContent({ stack }: Draft, { type, physicalId, attributes, properties }: Resource): void {
  if (type !== 'AWS::EC2::LaunchTemplate') return
  stack.launchContents[`${physicalId}:${attributes.LatestVersionNumber}`] = JSON.stringify(
    properties.LaunchTemplateData,
  )
}
