import type { Json } from '../../config/settings.ts'
import type { Evaluate } from '../template/evaluate.ts'
import { asMap } from '../template/read-template.ts'
import type { Template, TemplateResource } from '../template/template.ts'
import type { InstanceLoad } from './load.ts'

/** An Auto Scaling group in its current state. */
export interface GroupFacts {
  readonly name: string
  readonly min: number
  readonly max: number
  readonly desired: number
  /** Number of instances that are not being terminated. */
  readonly instances: number
  /** Ids of those that are protected from scale-in. */
  readonly protectedInstances: readonly string[]
  /** Suspended processes, e.g. `Launch`. */
  readonly suspended: readonly string[]
  /** What runs on them; null if unknown. */
  readonly load: readonly InstanceLoad[] | null
}

/** An Auto Scaling group in the template. Values that only CloudFormation knows are null. */
export interface GroupSettings {
  readonly min: number | null
  readonly max: number | null
  readonly desired: number | null
  readonly creation: Signals | null
  readonly rolling: RollingUpdate | null
  /** How instances get new launch settings; `none`: only instances that are launched later do. */
  readonly update: 'rolling' | 'replacing' | 'refresh' | 'none'
  /** An update keeps the current size of a group that was scaled. */
  readonly keepsSize: boolean
  /** A capacity provider moves tasks away before an instance is terminated. */
  readonly drains: boolean
}

export interface Signals {
  /** Logical id of the resource that waits: the group or a wait condition. */
  readonly resource: string
  readonly count: number
  readonly timeoutSeconds: number
}

export interface RollingUpdate {
  readonly minInService: number
  /** The same as a share of the desired capacity. */
  readonly minActivePercent: number
  readonly batch: number
  /** Share of the new instances that must signal success. */
  readonly minSuccessfulPercent: number
  /** Processes that the update suspends, e.g. `AZRebalance`. */
  readonly suspended: readonly string[]
  readonly waitsForSignals: boolean
  /** How long a batch may take to signal. */
  readonly pauseSeconds: number
}

export const groupType = 'AWS::AutoScaling::AutoScalingGroup'

export function groupSettings(logicalId: string, template: Template, evaluate: Evaluate): GroupSettings {
  const { properties = {}, updatePolicy = null } = template.resources[logicalId] ?? {}
  const known = evaluate(updatePolicy)
  const policy = member(known, 'AutoScalingRollingUpdate')
  const willReplace = isTrue(member(member(known, 'AutoScalingReplacingUpdate'), 'WillReplace'))
  // AWS::NoValue, evaluated to null, removes a policy.
  const has = (name: string) =>
    (member(known, name) ?? member(updatePolicy, name)) && member(known, name) !== null
  const schedule = member(known, 'AutoScalingScheduledAction')
  const number = (name: string) => toNumber(evaluate(properties[name]))
  return {
    min: number('MinSize'),
    max: number('MaxSize'),
    desired: number('DesiredCapacity'),
    creation: creationSignals(logicalId, template, evaluate),
    rolling: policy === undefined || policy === null ? null : rollingUpdate(policy),
    update: willReplace
      ? 'replacing'
      : has('AutoScalingRollingUpdate')
        ? 'rolling'
        : has('AutoScalingInstanceRefresh')
          ? 'refresh'
          : 'none',
    keepsSize: isTrue(member(schedule, 'IgnoreUnmodifiedGroupSizeProperties')),
    drains: Object.values(template.resources).some(resource => drainsGroup(resource, logicalId, evaluate)),
  }
}

/** Size during and after the update: the template's, or the current one if the group keeps its size. */
export function sizeAfter(
  settings: GroupSettings,
  facts: GroupFacts | null,
  isSizeModified: boolean,
): number {
  const { min, max, desired, keepsSize } = settings
  const keeps = facts !== null && !isSizeModified && keepsSize
  const wanted = keeps ? facts.desired : (desired ?? facts?.desired ?? min ?? 0)
  return Math.min(Math.max(wanted, min ?? 0), max ?? Number.POSITIVE_INFINITY)
}

/** CloudFormation user guide, UpdatePolicy attribute: defaults. */
function rollingUpdate(policy: Json): RollingUpdate {
  const waitsForSignals = isTrue(member(policy, 'WaitOnResourceSignals'))
  const pause = member(policy, 'PauseTime')
  return {
    minInService: toNumber(member(policy, 'MinInstancesInService')) ?? 0,
    minActivePercent: toNumber(member(policy, 'MinActiveInstancesPercent')) ?? 0,
    batch: Math.max(1, toNumber(member(policy, 'MaxBatchSize')) ?? 1),
    minSuccessfulPercent: toNumber(member(policy, 'MinSuccessfulInstancesPercent')) ?? 100,
    suspended: texts(member(policy, 'SuspendProcesses')),
    waitsForSignals,
    pauseSeconds: pause === undefined ? (waitsForSignals ? 300 : 0) : durationSeconds(String(pause)),
  }
}

/** The signals that the creation of a resource waits for (CloudFormation user guide, CreationPolicy attribute). */
export function creationSignals(logicalId: string, template: Template, evaluate: Evaluate): Signals | null {
  const policy = template.resources[logicalId]?.creationPolicy ?? null
  const signal = member(evaluate(policy), 'ResourceSignal')
  if (signal === undefined) return null
  return {
    resource: logicalId,
    count: toNumber(member(signal, 'Count')) ?? 1,
    timeoutSeconds: durationSeconds(String(member(signal, 'Timeout') ?? 'PT5M')),
  }
}

/** Managed draining is on by default (docs/instance-facts.md, "Rolling replacement"). */
function drainsGroup({ type, properties }: TemplateResource, logicalId: string, evaluate: Evaluate): boolean {
  if (type !== 'AWS::ECS::CapacityProvider') return false
  const provider = properties.AutoScalingGroupProvider
  const refers = JSON.stringify(member(provider, 'AutoScalingGroupArn') ?? '').includes(`"${logicalId}"`)
  return refers && evaluate(member(provider, 'ManagedDraining')) !== 'DISABLED'
}

function member(value: Json | undefined, name: string): Json | undefined {
  return asMap(value)?.[name]
}

function texts(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.map(String) : []
}

function isTrue(value: Json | undefined): boolean {
  return value === true || value === 'true'
}

function toNumber(value: Json | undefined): number | null {
  return value === undefined || value === null || value === '' || Number.isNaN(Number(value))
    ? null
    : Number(value)
}

/** Seconds of an ISO 8601 duration such as `PT1H30M10S`; 0 for anything else. */
function durationSeconds(text: string): number {
  const [, hours = '0', minutes = '0', seconds = '0'] =
    /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$/.exec(text) ?? []
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
}
