import { type Store, tasksOf } from './store.ts'
import type { Service, ServiceDeployment } from './types.ts'

export type Stability = 'waits' | 'stable' | { readonly failure: string }

/** Whether CloudFormation's wait for a service is over. `wanted` is the deployment that it waits for. */
export function stabilityOf(
  store: Store,
  service: Service | undefined,
  wanted: ServiceDeployment | undefined,
): Stability {
  if (service === undefined || service.status === 'INACTIVE') return 'stable'
  if (service.status === 'DRAINING') return 'waits'
  if (
    wanted?.rollback !== undefined ||
    (wanted?.stoppedAt !== undefined && wanted.circuitBreaker === 'TRIGGERED')
  )
    return { failure: failureOf(wanted) }
  const primary = service.deployments.find(({ status }) => status === 'PRIMARY')
  const running = tasksOf(store, service).filter(
    ({ lastStatus, desiredStatus }) => lastStatus === 'RUNNING' && desiredStatus === 'RUNNING',
  )
  const isWhole = running.length === service.desiredCount
  return primary?.rolloutState === 'COMPLETED' && service.deployments.length === 1 && isWhole
    ? 'stable'
    : 'waits'
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
