import type { Service, Task } from '../../aws/ecs-service.ts'
import type { Target } from '../../aws/elb.ts'

/** A task with what the load balancers of its service report about it. */
export interface TaskView {
  readonly task: Task
  readonly instanceId: string | null
  /** Lower case; null if neither a load balancer nor a health check of a container reports one. */
  readonly health: string | null
  /** It takes requests, or does its work: healthy, or running for a while if nothing checks its health. */
  readonly isHealthy: boolean
}

export interface ViewSources {
  readonly service: Service
  /** EC2 instance ids by the ARN of the container instance. */
  readonly instances: Readonly<Record<string, string>>
  /** By ARN of the target group. */
  readonly targets: Readonly<Record<string, readonly Target[]>>
  readonly now: Date
}

/** Milliseconds after which a running task without a health check counts as healthy. */
const settled = 15_000

export function viewOf(task: Task, { service, instances, targets, now }: ViewSources): TaskView {
  const instanceId = instances[task.containerInstance ?? ''] ?? null
  const states = service.targets.flatMap(use => {
    const container = task.containers.find(({ name }) => name === use.container)
    const port =
      container?.ports.find(({ containerPort }) => containerPort === use.port)?.hostPort ?? use.port
    const isOwn = ({ id, port: ofTarget }: Target) =>
      container?.addresses.includes(id) ? ofTarget === use.port : id === instanceId && ofTarget === port
    const target = targets[use.targetGroupArn]?.find(isOwn)
    return target === undefined ? [] : [target.state]
  })
  const own = task.health === 'UNKNOWN' ? null : task.health.toLowerCase()
  const worst = states.find(state => state !== 'healthy') ?? states[0] ?? null
  const isRunning = task.status === 'RUNNING' && task.desiredStatus === 'RUNNING'
  const runsFor = task.startedAt === null ? 0 : now.getTime() - task.startedAt.getTime()
  const hasTargets = service.targets.length > 0
  const isHealthy =
    isRunning &&
    own !== 'unhealthy' &&
    (hasTargets
      ? states.length === service.targets.length && worst === 'healthy'
      : own === 'healthy' || (own === null && runsFor >= settled))
  return { task, instanceId, health: worst ?? own, isHealthy }
}
