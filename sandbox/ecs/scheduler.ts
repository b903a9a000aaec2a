import { findDefinition } from './api/context.ts'
import { applyActions, countFailure, noteHealthy } from './apply-service.ts'
import { definitionName } from './arn.ts'
import { addEvent, failDeployment, recordOf } from './deployments.ts'
import type { Ports, UsageReport } from './ports.ts'
import { createScaling } from './scaling.ts'
import { requiredAttributes } from './scheduler/attributes.ts'
import { candidatesFor, instancesOf } from './scheduler/candidates.ts'
import { constraintsOf, daemonCount } from './scheduler/daemon.ts'
import { canGrow } from './scheduler/growth.ts'
import { healthOf } from './scheduler/health.ts'
import { place } from './scheduler/placement.ts'
import { planService } from './scheduler/plan-service.ts'
import { demandOf } from './scheduler/resources.ts'
import * as words from './scheduler/words.ts'
import { forgetOld, type Store, tasksOf } from './store.ts'
import { followTargets, loadBalancersOf } from './targets.ts'
import { assign, end, endLost } from './tasks.ts'
import type { ContainerInstance, Fleet, Service, Task, TaskDefinition, TaskTarget } from './types.ts'
import { usageOf } from './usage.ts'

/** A task waits this long for capacity. */
const provisioningMinutes = 10

export interface Scheduler {
  /** Brings services and tasks one step closer to their target state. */
  pass(): Promise<void>
  /** Whether a pass without an outside event can change something. */
  isBusy(): boolean
}

/** The service scheduler: reads the fleet, plans each service, and carries the plans out. */
export function createScheduler(store: Store, ports: Ports): Scheduler {
  const scaling = createScaling(store, ports)
  const counted = new Set<string>()
  let reported = ''

  async function pass(): Promise<void> {
    const fleet = await ports.fleet()
    const now = ports.clock.now()
    endLost(store.tasks.values(), fleet.containerInstances, ports)
    endUnplaced(now)
    placeWaiting(fleet)
    await checkRoles()
    // An error of one service does not stop the others.
    for (const service of store.services.values())
      await follow(service, fleet).catch((error: Error) =>
        console.error(`ecs: service ${service.name}: ${error.stack}`),
      )
    await scaling.follow(fleet)
    await report(fleet)
    forgetOld(store, now)
  }

  async function follow(service: Service, fleet: Fleet): Promise<void> {
    if (service.status === 'INACTIVE') return
    const all = tasksOf(store, service)
    countEnded(service, all)
    await followTargets(service, all, ports)
    await followAlarms(service)
    const tasks = all.filter(({ lastStatus }) => lastStatus !== 'STOPPED')
    const definition = definitionOf(service)
    if (definition === undefined) return
    const cluster = { name: service.cluster, region: service.region }
    followInstances(service, definition, instancesOf(fleet, cluster))
    const now = ports.clock.now()
    const targetHealth = ({ targetGroupArn, id, port }: TaskTarget) =>
      ports.targetGroups.health(targetGroupArn, { id, port })
    const grace = { seconds: service.healthCheckGracePeriodSeconds, now }
    const health = (task: Task) =>
      healthOf(task, targetHealth, { expectedTargets: loadBalancersOf(service, task).length, grace })
    for (const task of tasks) if (health(task).state === 'healthy') noteHealthy(service, task, ports)
    const actions = planService({
      service,
      tasks,
      definition,
      candidates: candidatesFor(fleet, cluster, store.tasks.values(), task => task.service === service.arn),
      healthOf: health,
      canGrow: (provider, demand) => canGrow(fleet, cluster, provider, demand),
      now,
      random: ports.random,
    })
    applyActions(service, actions, definition, store, ports)
    await followTargets(service, tasksOf(store, service), ports)
    dropEnded(service)
    if (service.status === 'DRAINING' && tasks.length === 0) service.status = 'INACTIVE'
  }

  /** A daemon service wants one task on each instance. */
  function followInstances(
    service: Service,
    definition: TaskDefinition,
    instances: readonly ContainerInstance[],
  ): void {
    if (service.schedulingStrategy !== 'DAEMON' || service.status !== 'ACTIVE') return
    const count = daemonCount(service, definition, instances)
    if (count !== service.desiredCount) service.isSteady = false
    service.desiredCount = count
  }

  /** Counts each task once that ended although its service wanted it. */
  function countEnded(service: Service, tasks: readonly Task[]): void {
    for (const task of tasks) {
      if (task.lastStatus !== 'STOPPED' || counted.has(task.arn)) continue
      counted.add(task.arn)
      const isFailure = task.stopCode === 'TaskFailedToStart' || task.stopCode === 'EssentialContainerExited'
      if (isFailure) countFailure(service, task.deploymentId, ports)
    }
  }

  /** Deployments that are neither primary nor completed are described until their tasks have ended. */
  function dropEnded(service: Service): void {
    const running = new Set(
      tasksOf(store, service).flatMap(task => (task.lastStatus === 'STOPPED' ? [] : task.deploymentId)),
    )
    service.deployments = service.deployments.filter(
      ({ status, id, rolloutState }) => status === 'PRIMARY' || running.has(id) || rolloutState === 'FAILED',
    )
  }

  async function followAlarms(service: Service): Promise<void> {
    const deployment = service.deployments.find(({ status }) => status === 'PRIMARY')
    const { alarms } = service.deploymentConfiguration
    if (deployment?.rolloutState !== 'IN_PROGRESS' || deployment.isRollback || !alarms?.enable) return
    const alarming = await ports.alarming(service.region, alarms.alarmNames)
    if (alarming.length === 0) return
    const record = recordOf(service, deployment)
    if (record !== undefined) record.triggeredAlarms = alarming
    failDeployment(service, deployment, 'alarms', alarms.rollback, ports)
  }

  function definitionOf({ deployments, region }: Service): TaskDefinition | undefined {
    const primary = deployments.find(({ status }) => status === 'PRIMARY')
    return primary && findDefinition(store, region, definitionName(primary.revision.taskDefinition))
  }

  function waiting(): Task[] {
    return [...store.tasks.values()].filter(({ lastStatus }) => lastStatus === 'PROVISIONING')
  }

  function placeWaiting(fleet: Fleet): void {
    for (const task of waiting()) {
      const { capacityProvider, definition } = task
      const cluster = { name: task.cluster, region: task.region }
      const demand = demandOf(definition)
      const candidates = candidatesFor(fleet, cluster, store.tasks.values(), one =>
        task.service === null ? one.group === task.group : one.service === task.service,
      )
      const service = task.service === null ? undefined : store.services.get(task.service)
      const placed = place(candidates, {
        demand,
        attributes: requiredAttributes(definition),
        constraints: service
          ? constraintsOf(service, definition)
          : [...task.placementConstraints, ...definition.placementConstraints],
        strategy: service?.placementStrategy ?? task.placementStrategy,
        capacityProvider,
        random: ports.random,
      })
      if (placed.kind === 'placed') assign(task, placed.instance, ports)
      else if (capacityProvider === null || !canGrow(fleet, cluster, capacityProvider, demand)) {
        const reason =
          placed.kind === 'misfit' ? placed.reason : 'No Container Instances were found in your cluster.'
        end(task, ports, reason, 'TaskFailedToStart')
      }
    }
  }

  function endUnplaced(now: Date): void {
    for (const task of waiting())
      if (now.getTime() - task.createdAt.getTime() > provisioningMinutes * 60_000)
        end(task, ports, 'RESOURCE:MEMORY', 'TaskFailedToStart')
  }

  /** A task whose role cannot be assumed never reaches an agent. */
  async function checkRoles(): Promise<void> {
    for (const task of store.tasks.values()) {
      if (task.lastStatus !== 'PENDING' || task.areRolesChecked) continue
      const { taskRoleArn, executionRoleArn } = { ...task.definition, ...task.overrides } as TaskDefinition
      for (const arn of [executionRoleArn, taskRoleArn]) {
        if (arn === undefined || (await ports.assumeRole(arn, task.arn)) !== undefined) continue
        const service = task.service === null ? undefined : store.services.get(task.service)
        if (service !== undefined) addEvent(service, ports, words.roleRefused(service.name, arn))
        end(task, ports, words.assumeRoleError(arn), 'TaskFailedToStart')
        break
      }
      task.areRolesChecked = true
    }
  }

  async function report(fleet: Fleet): Promise<void> {
    const usage: UsageReport = usageOf(store, fleet)
    const text = JSON.stringify(usage)
    if (text === reported) return
    reported = text
    await ports.report(usage)
  }

  return {
    pass,
    isBusy: () =>
      [...store.services.values()].some(({ status, isSteady }) => status !== 'INACTIVE' && !isSteady) ||
      [...store.tasks.values()].some(
        ({ lastStatus }) => lastStatus === 'PROVISIONING' || lastStatus === 'DEACTIVATING',
      ),
  }
}
