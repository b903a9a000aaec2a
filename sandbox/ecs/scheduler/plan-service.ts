import type {
  CapacityProviderItem,
  ContainerInstance,
  Deployment,
  Service,
  Task,
  TaskDefinition,
} from '../types.ts'
import { requiredAttributes } from './attributes.ts'
import { nextProvider } from './capacity.ts'
import { constraintsOf } from './daemon.ts'
import type { TaskHealth } from './health.ts'
import { type Candidate, type Misfit, place } from './placement.ts'
import { type Demand, demandOf, occupy } from './resources.ts'
import { scaledIn } from './words.ts'

/** Everything that decides the next actions of one service. */
export interface Situation {
  readonly service: Service
  /** Its tasks that are not stopped. */
  readonly tasks: readonly Task[]
  readonly definition: TaskDefinition
  /** The container instances of its cluster. */
  readonly candidates: readonly Candidate[]
  readonly healthOf: (task: Task) => TaskHealth
  /** Whether the group of a capacity provider can grow for such a task. */
  readonly canGrow: (capacityProvider: string, demand: Demand) => boolean
  readonly now: Date
  readonly random: () => number
}

export type Action =
  /** Without an instance the task waits for one in the state PROVISIONING. */
  | {
      readonly kind: 'start'
      readonly deployment: Deployment
      readonly instance: ContainerInstance | null
      readonly capacityProvider: string | null
    }
  | { readonly kind: 'stop'; readonly task: Task; readonly reason: string; readonly isFailure: boolean }
  | { readonly kind: 'notPlaced'; readonly misfit: Misfit }
  /** The deployment configuration allows neither a start nor a stop. */
  | { readonly kind: 'blocked' }
  | { readonly kind: 'complete'; readonly deployment: Deployment }
  | { readonly kind: 'steady' }

/**
 * The next actions of a service's scheduler. Never more than maximumPercent of the desired count run, and never fewer
 * than minimumHealthyPercent of it are healthy because of a stop.
 */
export function planService(situation: Situation): Action[] {
  const { service, tasks, now } = situation
  const primary = service.deployments.find(({ status }) => status === 'PRIMARY')
  if (primary === undefined) return []
  const desired = service.status === 'ACTIVE' ? service.desiredCount : 0
  const groups = sorted(situation, primary)
  const stops: Action[] = []
  const stop = (task: Task, reason = scaledIn(primary.id), isFailure = false) => {
    stops.push({ kind: 'stop', task, reason, isFailure })
  }
  const excess = [...groups.staying]
    .sort(mostDispensable(situation))
    .slice(0, groups.staying.length - desired)
  if (groups.staying.length > desired) for (const task of excess) stop(task)
  if (primary.rolloutState === 'FAILED' && desired > 0) return stops

  const isRollingOut = primary.rolloutState === 'IN_PROGRESS'
  const unhealthy = groups.sick.map(({ task }) => task)
  if (isRollingOut) for (const { task, reason } of groups.sick) stop(task, reason, true)
  const isHealthy = (task: Task) => situation.healthOf(task).state === 'healthy'
  for (const task of groups.leaving) if (!isHealthy(task)) stop(task)

  const { minimumHealthyPercent, maximumPercent } = service.deploymentConfiguration
  const least = Math.ceil((desired * minimumHealthyPercent) / 100)
  const most = Math.floor((desired * maximumPercent) / 100)
  const kept = Math.min(desired, groups.staying.length)
  const active = tasks.filter(({ desiredStatus }) => desiredStatus === 'RUNNING').length - stops.length
  const isThrottled = service.nextStart !== null && service.nextStart > now
  const missing = isThrottled ? 0 : desired - kept
  const starts = startTasks(situation, primary, Math.max(0, Math.min(missing, most - active)))
  const isShort = kept + starts.filter(({ kind }) => kind === 'start').length < desired

  const healthyLeaving = groups.leaving.filter(isHealthy)
  const healthy = groups.staying.filter(isHealthy).length + healthyLeaving.length
  const isWaiting = groups.staying.some(({ lastStatus }) => lastStatus === 'PROVISIONING')
  const needsRoom = !isThrottled && ((isShort && starts.every(({ kind }) => kind !== 'start')) || isWaiting)
  const spare = Math.max(0, healthy - (needsRoom ? least : desired))
  for (const task of healthyLeaving.slice(0, spare)) stop(task)
  if (!isRollingOut) stopSick()

  const blocks = isShort && !isThrottled && starts.length === 0 && stops.length === 0 && active === healthy
  return [...stops, ...starts, ...(blocks ? [{ kind: 'blocked' } as const] : []), ...end()]

  /** Outside of a deployment a failing task is replaced first, if maximumPercent allows. */
  function stopSick(): void {
    const free = healthy >= desired ? unhealthy.length : most <= active ? 1 : 0
    for (const { task, reason } of groups.sick.slice(0, free)) stop(task, reason, true)
  }

  function end(): Action[] {
    const isWhole = groups.staying.length === desired && groups.staying.every(isHealthy)
    const isAlone = groups.leaving.length === 0 && groups.sick.length === 0
    if (!isWhole || !isAlone || primary === undefined) return []
    if (primary.rolloutState === 'IN_PROGRESS') {
      const others = tasks.some(({ deploymentId }) => deploymentId !== primary.id)
      return others ? [] : [{ kind: 'complete', deployment: primary }]
    }
    return service.isSteady ? [] : [{ kind: 'steady' }]
  }
}

interface Groups {
  /** Tasks of the primary deployment on instances that stay. */
  readonly staying: readonly Task[]
  /** Tasks of other deployments, and those on draining instances. */
  readonly leaving: readonly Task[]
  readonly sick: readonly { readonly task: Task; readonly reason: string }[]
}

function sorted({ tasks, candidates, healthOf }: Situation, primary: Deployment): Groups {
  const stayingInstances = new Set(
    candidates
      .filter(({ instance }) => instance.status === 'ACTIVE')
      .map(({ instance }) => instance.containerInstanceArn),
  )
  const active = tasks.filter(({ desiredStatus }) => desiredStatus === 'RUNNING')
  const stays = (task: Task) =>
    task.deploymentId === primary.id &&
    (task.containerInstanceArn === null || stayingInstances.has(task.containerInstanceArn))
  const sick = active.flatMap(task => {
    const health = healthOf(task)
    return health.state === 'unhealthy' && stays(task) ? [{ task, reason: health.reason }] : []
  })
  const others = active.filter(task => !sick.some(one => one.task === task))
  return { staying: others.filter(stays), leaving: others.filter(task => !stays(task)), sick }
}

/** Tasks that a scale-in stops first: those that are not healthy, then the newest. */
function mostDispensable({ healthOf }: Situation) {
  const rank = (task: Task) => (healthOf(task).state === 'healthy' ? 1 : 0)
  return (one: Task, other: Task) =>
    rank(one) - rank(other) || other.createdAt.getTime() - one.createdAt.getTime()
}

/** Starts up to `count` tasks; ends with the first that no instance can take. */
function startTasks(situation: Situation, deployment: Deployment, count: number): Action[] {
  const { service, definition, random } = situation
  const demand = demandOf(definition)
  const candidates = situation.candidates.map(candidate => ({
    ...candidate,
    room: {
      ...candidate.room,
      ports: new Set(candidate.room.ports),
      udpPorts: new Set(candidate.room.udpPorts),
    },
  }))
  const strategy: readonly CapacityProviderItem[] = deployment.revision.capacityProviderStrategy
  const counts = new Map<string, number>()
  for (const { capacityProvider, desiredStatus } of situation.tasks)
    if (capacityProvider !== null && desiredStatus === 'RUNNING')
      counts.set(capacityProvider, (counts.get(capacityProvider) ?? 0) + 1)
  const actions: Action[] = []
  for (let index = 0; index < count; index++) {
    const capacityProvider = strategy.length === 0 ? null : nextProvider(strategy, counts)
    const constraints = constraintsOf(service, definition)
    const placed = place(candidates, {
      demand,
      attributes: requiredAttributes(definition),
      constraints,
      strategy: service.placementStrategy,
      capacityProvider,
      random,
    })
    const waits =
      placed.kind !== 'placed' && capacityProvider !== null && situation.canGrow(capacityProvider, demand)
    if (placed.kind !== 'placed' && !waits) return [...actions, { kind: 'notPlaced', misfit: placed }]
    const instance = placed.kind === 'placed' ? placed.instance : null
    actions.push({ kind: 'start', deployment, instance, capacityProvider })
    if (capacityProvider !== null) counts.set(capacityProvider, (counts.get(capacityProvider) ?? 0) + 1)
    for (const candidate of candidates) {
      if (candidate.instance !== instance) continue
      occupy(candidate.room, demand)
      candidate.groupTasks++
    }
  }
  return actions
}
