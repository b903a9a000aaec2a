import type { TargetHealth } from '../../load-balancers/types.ts'
import type { Task, TaskTarget } from '../types.ts'
import { elbFailure } from './words.ts'

export type TaskHealth =
  | { readonly state: 'healthy' | 'starting' }
  /** `reason` is the task's stopped reason; `target` is the failing target of a load balancer. */
  | {
      readonly state: 'unhealthy'
      readonly reason: string
      readonly target?: TaskTarget & { readonly why: string }
    }

/** Health of a running task: of its containers with a health check and of its targets. */
export function healthOf(
  task: Task,
  targetHealth: (target: TaskTarget) => TargetHealth | undefined,
  {
    expectedTargets,
    grace,
  }: {
    /** Number of targets that the task gets. It is not healthy before it has them. */
    readonly expectedTargets: number
    readonly grace: { readonly seconds: number; readonly now: Date }
  },
): TaskHealth {
  if (task.lastStatus !== 'RUNNING') return { state: 'starting' }
  const started = task.startedAt ?? task.createdAt
  const isSpared = grace.now.getTime() - started.getTime() < grace.seconds * 1000
  const checked = task.containers.filter(({ name }) =>
    task.definition.containerDefinitions.some(one => one.name === name && one.healthCheck !== undefined),
  )
  if (checked.some(({ healthStatus }) => healthStatus === 'UNHEALTHY'))
    return isSpared
      ? { state: 'starting' }
      : { state: 'unhealthy', reason: 'Task failed container health checks' }
  const found = task.targets.map(target => ({ target, health: targetHealth(target) }))
  const sick = found.find(({ health }) => health?.state === 'unhealthy')
  if (sick !== undefined) {
    if (isSpared) return { state: 'starting' }
    const why = sick.health?.description ?? 'Health checks failed'
    return {
      state: 'unhealthy',
      reason: elbFailure(sick.target.targetGroupArn),
      target: { ...sick.target, why },
    }
  }
  const isHealthy =
    found.length >= expectedTargets &&
    checked.every(({ healthStatus }) => healthStatus === 'HEALTHY') &&
    found.every(({ health }) => health?.state === 'healthy' || health?.state === 'unused')
  return { state: isHealthy ? 'healthy' : 'starting' }
}
