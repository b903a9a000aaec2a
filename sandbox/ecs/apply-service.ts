import { addEvent, complain, completeDeployment, failDeployment, recordOf } from './deployments.ts'
import type { Ports } from './ports.ts'
import { failureThreshold } from './scheduler/circuit-breaker.ts'
import type { Action } from './scheduler/plan-service.ts'
import * as words from './scheduler/words.ts'
import type { Store } from './store.ts'
import { beginStop, createTask } from './tasks.ts'
import type { Deployment, Service, Task, TaskDefinition } from './types.ts'

/** Time between two failures to place a task that count for the circuit breaker. */
const placementAttemptSeconds = 15
const longestDelaySeconds = 27 * 60
/** Failed starts after which ECS reports that the service cannot start tasks consistently. */
const impairedAfter = 3

/** Carries out the scheduler's actions for one service. */
export function applyActions(
  service: Service,
  actions: readonly Action[],
  definition: TaskDefinition,
  store: Store,
  ports: Ports,
): void {
  const stopped: Task[] = []
  const started: Task[] = []
  for (const action of actions) {
    if (action.kind === 'stop') {
      if (action.isFailure) complainOfHealth(service, action.task, ports)
      stopped.push(action.task)
      beginStop(action.task, ports, action.reason, 'ServiceSchedulerInitiated')
      if (action.isFailure) countFailure(service, action.task.deploymentId, ports)
    } else if (action.kind === 'start') {
      const { deployment, instance, capacityProvider } = action
      // A failure in this pass may have failed the deployment.
      if (deployment.status !== 'PRIMARY' || deployment.rolloutState === 'FAILED') continue
      const task = createTask(store, ports, {
        cluster: service.cluster,
        region: service.region,
        definition,
        group: `service:${service.name}`,
        startedBy: deployment.id,
        launchType: 'EC2',
        service: service.arn,
        deploymentId: deployment.id,
        capacityProvider,
        enableExecuteCommand: service.enableExecuteCommand,
        tags: service.propagateTags === 'SERVICE' ? service.tags : [],
        instance,
      })
      started.push(task)
    }
  }
  if (stopped.length > 0 || started.length > 0) service.isSteady = false
  if (stopped.length > 0) sayStopped(service, stopped, ports)
  if (started.length > 0) addEvent(service, ports, words.started(service.name, started))
  for (const action of actions) {
    if (action.kind === 'notPlaced') {
      service.isSteady = false
      complain(service, ports, words.notPlaced(service.name, action.misfit))
      countPlacementFailure(service, ports)
    } else if (action.kind === 'blocked') complain(service, ports, words.configurationBlocks(service.name))
    else if (action.kind === 'complete') {
      completeDeployment(service, action.deployment, ports)
      addEvent(service, ports, words.deploymentCompleted(service.name, action.deployment.id))
      reachSteadyState(service, ports)
    } else if (action.kind === 'steady') reachSteadyState(service, ports)
  }
}

function reachSteadyState(service: Service, ports: Ports): void {
  service.isSteady = true
  service.failedStarts = 0
  service.nextStart = null
  addEvent(service, ports, words.steady(service.name))
}

function complainOfHealth(service: Service, task: Task, ports: Ports): void {
  if (task.containers.some(({ healthStatus }) => healthStatus === 'UNHEALTHY'))
    addEvent(service, ports, words.containerUnhealthy(service.name, task))
  for (const { port, targetGroupArn } of task.targets) {
    const health = ports.targetGroups.health(targetGroupArn, targetOf(task, targetGroupArn))
    if (health?.state !== 'unhealthy') continue
    const reason = health.description ?? 'Health checks failed'
    addEvent(service, ports, words.targetUnhealthy(service.name, task, { port, targetGroupArn, reason }))
  }
}

function targetOf(task: Task, targetGroupArn: string): { id: string; port: number } {
  const { id, port } = task.targets.find(one => one.targetGroupArn === targetGroupArn) ?? { id: '', port: 0 }
  return { id, port }
}

function sayStopped(service: Service, tasks: readonly Task[], ports: Ports): void {
  const running = tasks.filter(({ startedAt }) => startedAt !== undefined)
  if (running.length > 0) addEvent(service, ports, words.stopped(service.name, running))
  const draining = running.filter(({ targets }) => targets.length > 0)
  const groups = new Set(draining.flatMap(({ targets }) => targets.map(target => target.targetGroupArn)))
  for (const group of groups)
    addEvent(service, ports, words.deregistered(service.name, draining.length, group))
  for (const id of new Set(draining.map(({ deploymentId }) => deploymentId ?? '')))
    addEvent(
      service,
      ports,
      words.draining(service.name, id, draining.filter(({ deploymentId }) => deploymentId === id).length),
    )
}

/** A task of the service has failed to start, has ended by itself, or has failed its health checks. */
export function countFailure(service: Service, deploymentId: string | null, ports: Ports): void {
  service.failedStarts++
  service.isSteady = false
  const delay = service.failedStarts < 2 ? 0 : Math.min(longestDelaySeconds, 2 ** (service.failedStarts - 2))
  service.nextStart = delay === 0 ? null : new Date(ports.clock.now().getTime() + delay * 1000)
  if (service.failedStarts === impairedAfter) addEvent(service, ports, words.startImpaired(service.name))
  const deployment = service.deployments.find(({ id }) => id === deploymentId)
  if (deployment !== undefined) count(service, deployment, ports)
}

function countPlacementFailure(service: Service, ports: Ports): void {
  const deployment = service.deployments.find(({ status }) => status === 'PRIMARY')
  const now = ports.clock.now()
  if (deployment?.rolloutState !== 'IN_PROGRESS') return
  const last = deployment.lastPlacementFailure
  if (last !== undefined && now.getTime() - last.getTime() < placementAttemptSeconds * 1000) return
  deployment.lastPlacementFailure = now
  count(service, deployment, ports)
}

function count(service: Service, deployment: Deployment, ports: Ports): void {
  deployment.failedTasks++
  deployment.updatedAt = ports.clock.now()
  if (deployment.status !== 'PRIMARY' || deployment.rolloutState !== 'IN_PROGRESS') return
  const record = recordOf(service, deployment)
  if (record !== undefined) record.failureCount++
  const breaker = service.deploymentConfiguration.deploymentCircuitBreaker
  if (!breaker?.enable || deployment.failedTasks < failureThreshold(service.desiredCount, breaker)) return
  failDeployment(service, deployment, 'tasks', breaker.rollback, ports)
}

/** The first time that a task is healthy resets the count of failures, unless the service says otherwise. */
export function noteHealthy(service: Service, task: Task, ports: Ports): void {
  if (task.healthyAt !== undefined) return
  task.healthyAt = ports.clock.now()
  const deployment = service.deployments.find(({ id }) => id === task.deploymentId)
  if (service.deploymentConfiguration.deploymentCircuitBreaker?.resetOnHealthyTask === false) return
  if (deployment !== undefined) {
    deployment.failedTasks = 0
    const record = recordOf(service, deployment)
    if (record !== undefined) record.failureCount = 0
  }
}
