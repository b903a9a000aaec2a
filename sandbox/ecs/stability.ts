import { type Store, tasksOf } from './store.ts'
import type { Service, ServiceDeployment } from './types.ts'

export type Stability = 'waits' | 'stable' | { readonly failure: string }

/** CloudFormation waits this long for a service. */
const waitHours = 3

interface Wait {
  readonly since: Date
  /** The deployment that CreateService or UpdateService started; null if there was nothing to deploy. */
  readonly deployment: ServiceDeployment | null
}

/** Whether CloudFormation's wait for a service is over. */
export function stabilityOf(
  store: Store,
  service: Service | undefined,
  { since, deployment }: Wait,
  now: Date,
): Stability {
  if (service === undefined || service.status === 'INACTIVE') return 'stable'
  const isOver = now.getTime() - since.getTime() >= waitHours * 3_600_000
  const waits = isOver ? { failure: 'Exceeded attempts to wait' } : 'waits'
  if (service.status === 'DRAINING') return waits
  // The deployment that supersedes another one decides in its place.
  const awaited = deployment?.isSuperseded ? service.history[0] : deployment
  if (awaited?.rollback !== undefined || awaited?.stoppedAt !== undefined)
    return { failure: failureOf(awaited) }
  const primary = service.deployments.find(({ status }) => status === 'PRIMARY')
  const running = tasksOf(store, service).filter(
    ({ lastStatus, desiredStatus }) => lastStatus === 'RUNNING' && desiredStatus === 'RUNNING',
  )
  const isWhole = running.length === service.desiredCount
  return primary?.rolloutState === 'COMPLETED' && service.deployments.length === 1 && isWhole
    ? 'stable'
    : waits
}

function failureOf({ circuitBreaker, triggeredAlarms }: ServiceDeployment): string {
  const cause =
    circuitBreaker === 'TRIGGERED'
      ? 'ECS Deployment Circuit Breaker was triggered'
      : triggeredAlarms.length > 0
        ? 'ECS Deployment was rolled back because of a triggered alarm'
        : 'ECS Deployment was stopped'
  return `Error occurred during operation '${cause}'.`
}
