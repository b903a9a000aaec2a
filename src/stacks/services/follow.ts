import type { Deployment, Service, ServiceEvent, Task } from '../../aws/ecs-service.ts'
import type { TaskDefinition } from '../../aws/task-definition.ts'
import { causeOf, unknownCause } from './causes.ts'
import { type DeploymentState, revisionOf, stateOf } from './deployment.ts'
import { serviceOfArn } from './service-arn.ts'
import type { ServiceCause, Symptom } from './symptom.ts'

/** A service that the operation changes, and what is known about its deployment. */
export interface Followed {
  /** ARN; it names the cluster. */
  readonly arn: string
  readonly cluster: string
  readonly name: string
  /** In the stack. */
  readonly logicalId: string
  readonly stackId: string
  /** When the operation reached the service. */
  readonly since: Date
  service: Service | null
  /** Why the last look did not read the service; null if it did. */
  unread: string | null
  /** The deployment that the operation started, as last seen; null while there is none. */
  target: Deployment | null
  readonly events: Set<string>
  /** Events about failures that are not explained yet, in order. */
  unexplained: readonly ServiceEvent[]
  /** What was last reported about each task. */
  readonly tasks: Map<string, string>
  /** Where load balancers reach its tasks. */
  readonly places: Set<string>
  /** The list of tasks is longer than what was read. */
  isCut: boolean
  /** Tasks of the deployment that failed. */
  readonly failedTasks: Set<string>
  /** In the order in which they were found. */
  readonly causes: ServiceCause[]
  /** Stopped tasks whose log had no lines yet, with the number of attempts. */
  readonly logless: Map<string, { readonly task: Task; readonly container: string; attempts: number }>
  healthy: number
  /** A task of the deployment was healthy. */
  hasSucceeded: boolean
  /** What the last detailed look saw, and when. */
  signature: string
  detailedAt: number
  readonly definitions: Map<string, TaskDefinition | undefined>
  readonly instances: Record<string, string>
}

/** Undefined for an ARN without the name of the cluster, the form of before 2018. */
export function follow(
  arn: string,
  given: Pick<Followed, 'logicalId' | 'stackId' | 'since'>,
): Followed | undefined {
  const named = serviceOfArn(arn)
  if (named === undefined) return undefined
  return {
    arn,
    ...named,
    ...given,
    service: null,
    unread: null,
    target: null,
    events: new Set(),
    unexplained: [],
    tasks: new Map(),
    places: new Set(),
    isCut: false,
    failedTasks: new Set(),
    causes: [],
    logless: new Map(),
    healthy: 0,
    hasSucceeded: false,
    signature: '',
    detailedAt: 0,
    definitions: new Map(),
    instances: {},
  }
}

/** Adds a symptom; its cause if it is a new one. */
export function addSymptom({ causes }: Followed, symptom: Symptom): ServiceCause | null {
  const cause = causeOf(symptom)
  const isKnown = causes.some(
    ({ code, summary }) => code === cause.code && (code !== unknownCause || summary === cause.summary),
  )
  if (isKnown) return null
  causes.push(cause)
  return cause
}

/** The reason of the first task that failed, or else of the first event; a known cause goes before an unknown one. */
export function rootCauseOf({ causes }: Followed): ServiceCause | null {
  const known = causes.filter(({ code }) => code !== unknownCause)
  const ofTasks = known.filter(({ symptom }) => symptom.taskId !== null)
  return ofTasks[0] ?? known[0] ?? causes[0] ?? null
}

/** Failed tasks without a success after which ECS's own circuit breaker gives up. */
const hopelessAfter = 3

export function failedCount({ target, failedTasks }: Followed): number {
  return Math.max(target?.failed ?? 0, failedTasks.size)
}

/** Instances that a stack creates together with the service join within this time. */
const joinMinutes = 10
const waitsForInstances = ['NO_CAPACITY', 'AGENT_DISCONNECTED']

/**
 * The deployment cannot succeed: its third task failed, and none was ever healthy. While no task could be placed because
 * the cluster has no instance yet, it still can. One whose tasks are not all known may have a healthy one.
 */
export function isHopeless(followed: Followed, now: Date): boolean {
  const { target, hasSucceeded, isCut, failedTasks, causes, since } = followed
  if (target === null || hasSucceeded || isCut || failedCount(followed) < hopelessAfter) return false
  const isWaiting =
    failedTasks.size === 0 &&
    causes.length > 0 &&
    causes.every(({ code }) => waitsForInstances.includes(code))
  return !isWaiting || now.getTime() - since.getTime() > joinMinutes * 60_000
}

/** A state that is final stays known when the service cannot be read any more. */
export function deploymentState({ service, target, unread }: Followed): DeploymentState {
  const seen: DeploymentState = service === null ? { kind: 'none' } : stateOf(service, target)
  const isFinal = seen.kind === 'failed' || seen.kind === 'replaced'
  return unread === null || isFinal ? seen : { kind: 'unknown', reason: unread }
}

/** What makes a detailed look worthwhile. */
export function signatureOf(service: Service): string {
  const counts = service.deployments.map(({ id, running, pending, failed, rollout }) =>
    [id, running, pending, failed, rollout].join(),
  )
  return [service.desired, service.events[0]?.id, ...counts].join(' ')
}

export function countsOf({ name, service, target, healthy }: Followed) {
  const newest = target ?? service?.deployments[0]
  return {
    service: name,
    taskDefinition: revisionOf(newest?.taskDefinition ?? service?.taskDefinition ?? ''),
    desired: service?.desired ?? 0,
    pending: newest?.pending ?? 0,
    running: newest?.running ?? 0,
    healthy,
    old: (service?.deployments ?? [])
      .filter(({ id }) => id !== newest?.id)
      .reduce((sum, { running }) => sum + running, 0),
  }
}
