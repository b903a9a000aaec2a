/** The shapes of the API. Dates and absent members are converted by wire.ts. */

import { arnOf } from '../arn.ts'
import { failureThreshold } from '../scheduler/circuit-breaker.ts'
import { tasksOf } from '../store.ts'
import { attributesOf } from '../tasks.ts'
import type { Deployment, Revision, Service, ServiceDeployment, Task } from '../types.ts'
import { type Context, home } from './context.ts'

export function describeTask(context: Context, task: Task): object {
  const { definition } = task
  const attachment = `eni-${task.id.slice(0, 17)}`
  return {
    attachments:
      task.address === null
        ? []
        : [
            {
              id: attachment,
              type: 'ElasticNetworkInterface',
              status: task.lastStatus === 'STOPPED' ? 'DELETED' : 'ATTACHED',
              details: [{ name: 'privateIPv4Address', value: task.address }],
            },
          ],
    attributes: attributesOf(task),
    availabilityZone: task.availabilityZone,
    capacityProviderName: task.capacityProvider,
    clusterArn: arnOf(home(context), `cluster/${task.cluster}`),
    connectivity: task.lastStatus === 'PROVISIONING' ? undefined : 'CONNECTED',
    connectivityAt: task.lastStatus === 'PROVISIONING' ? undefined : task.createdAt,
    containerInstanceArn: task.containerInstanceArn,
    containers: task.containers.map(container => {
      const declared = definition.containerDefinitions.find(({ name }) => name === container.name)
      return {
        containerArn: container.arn,
        taskArn: task.arn,
        name: container.name,
        image: container.image,
        imageDigest: container.imageDigest,
        runtimeId: container.runtimeId,
        lastStatus: container.lastStatus,
        exitCode: container.exitCode,
        reason: container.reason,
        networkBindings: container.networkBindings,
        networkInterfaces:
          task.address === null ? [] : [{ attachmentId: attachment, privateIpv4Address: task.address }],
        healthStatus: container.healthStatus,
        cpu: String(declared?.cpu ?? 0),
        memory: declared?.memory === undefined ? undefined : String(declared.memory),
        memoryReservation:
          declared?.memoryReservation === undefined ? undefined : String(declared.memoryReservation),
      }
    }),
    cpu: definition.cpu ?? String(sum(task, 'cpu')),
    memory: definition.memory ?? String(sum(task, 'memory') || sum(task, 'memoryReservation')),
    createdAt: task.createdAt,
    desiredStatus: task.desiredStatus,
    enableExecuteCommand: task.enableExecuteCommand,
    executionStoppedAt: task.executionStoppedAt,
    group: task.group,
    healthStatus: healthStatus(task),
    lastStatus: task.lastStatus,
    launchType: 'EC2',
    overrides: { containerOverrides: task.containers.map(({ name }) => ({ name })), ...task.overrides },
    pullStartedAt: task.pullStartedAt,
    pullStoppedAt: task.pullStoppedAt,
    startedAt: task.startedAt,
    startedBy: task.startedBy,
    stopCode: task.stopCode,
    stoppedAt: task.stoppedAt,
    stoppedReason: task.stoppedReason,
    stoppingAt: task.stoppingAt,
    tags: task.tags,
    taskArn: task.arn,
    taskDefinitionArn: definition.taskDefinitionArn,
    version: task.version,
  }
}

function sum({ definition }: Task, member: 'cpu' | 'memory' | 'memoryReservation'): number {
  return definition.containerDefinitions.reduce((total, container) => total + (container[member] ?? 0), 0)
}

function healthStatus({ containers }: Task): string {
  const states = containers.map(container => container.healthStatus)
  if (states.includes('UNHEALTHY')) return 'UNHEALTHY'
  return states.includes('HEALTHY') ? 'HEALTHY' : 'UNKNOWN'
}

interface Counts {
  readonly desired: number
  readonly pending: number
  readonly running: number
}

/** Tasks of a deployment. A stopping task counts neither as running nor as pending. */
export function countsOf(context: Pick<Context, 'store'>, service: Service, deployment?: Deployment): Counts {
  const tasks = tasksOf(context.store, service).filter(
    ({ deploymentId }) => deployment === undefined || deploymentId === deployment.id,
  )
  const count = (...states: readonly string[]) =>
    tasks.filter(
      ({ lastStatus, desiredStatus }) => desiredStatus === 'RUNNING' && states.includes(lastStatus),
    ).length
  const stopping = tasks.filter(
    ({ lastStatus, desiredStatus }) =>
      desiredStatus === 'STOPPED' && (lastStatus === 'DEACTIVATING' || lastStatus === 'STOPPING'),
  ).length
  const isPrimary = deployment === undefined || deployment.status === 'PRIMARY'
  return {
    desired: isPrimary ? (service.status === 'ACTIVE' ? service.desiredCount : 0) : 0,
    pending: count('PENDING', 'PROVISIONING'),
    // ECS counts the tasks of an old deployment until they are stopped.
    running: count('RUNNING') + (isPrimary ? 0 : stopping),
  }
}

export function describeService(context: Context, service: Service): object {
  const counts = countsOf(context, service)
  const primary = service.deployments.find(({ status }) => status === 'PRIMARY')
  const revision = primary?.revision
  const current = service.history[0]
  return {
    serviceArn: service.arn,
    serviceName: service.name,
    clusterArn: arnOf(home(context), `cluster/${service.cluster}`),
    loadBalancers: revision?.loadBalancers ?? [],
    serviceRegistries: [],
    status: service.status,
    desiredCount: service.desiredCount,
    runningCount: counts.running,
    pendingCount: counts.pending,
    ...placementOf(revision),
    taskDefinition: revision?.taskDefinition,
    deploymentConfiguration: service.deploymentConfiguration,
    deployments: service.deployments.map(deployment => describeDeployment(context, service, deployment)),
    events: service.events,
    createdAt: service.createdAt,
    createdBy: service.createdBy,
    currentServiceDeployment: current?.finishedAt === undefined ? current?.arn : undefined,
    currentServiceRevisions: service.deployments.map(deployment =>
      revisionSummary(context, service, deployment),
    ),
    placementConstraints: service.placementConstraints,
    placementStrategy: service.placementStrategy,
    networkConfiguration: revision?.networkConfiguration ?? undefined,
    healthCheckGracePeriodSeconds: service.healthCheckGracePeriodSeconds,
    schedulingStrategy: service.schedulingStrategy,
    deploymentController: { type: 'ECS' },
    tags: service.tags,
    enableECSManagedTags: service.enableECSManagedTags,
    propagateTags: service.propagateTags,
    enableExecuteCommand: service.enableExecuteCommand,
    availabilityZoneRebalancing: service.availabilityZoneRebalancing,
  }
}

function describeDeployment(context: Context, service: Service, deployment: Deployment): object {
  const counts = countsOf(context, service, deployment)
  const { revision } = deployment
  return {
    id: deployment.id,
    status: deployment.status,
    taskDefinition: revision.taskDefinition,
    desiredCount: counts.desired,
    pendingCount: counts.pending,
    runningCount: counts.running,
    failedTasks: deployment.failedTasks,
    createdAt: deployment.createdAt,
    updatedAt: deployment.updatedAt,
    ...placementOf(revision),
    networkConfiguration: revision.networkConfiguration ?? undefined,
    rolloutState: deployment.rolloutState,
    rolloutStateReason: deployment.rolloutStateReason,
  }
}

function placementOf(revision: Revision | undefined): object {
  if (revision === undefined) return {}
  const { capacityProviderStrategy, launchType } = revision
  return capacityProviderStrategy.length === 0
    ? { launchType: launchType ?? 'EC2' }
    : {
        capacityProviderStrategy: capacityProviderStrategy.map(item => ({ weight: 0, base: 0, ...item })),
      }
}

function revisionSummary(context: Context, service: Service, deployment: Deployment): object {
  const counts = countsOf(context, service, deployment)
  return {
    arn: deployment.revision.arn,
    requestedTaskCount: counts.desired,
    runningTaskCount: counts.running,
    pendingTaskCount: counts.pending,
  }
}

export function describeServiceDeployment(
  context: Context,
  service: Service,
  record: ServiceDeployment,
): object {
  const summary = (revision: Revision) => {
    const deployment = service.deployments.find(one => one.revision === revision)
    return deployment === undefined
      ? { arn: revision.arn, requestedTaskCount: 0, runningTaskCount: 0, pendingTaskCount: 0 }
      : revisionSummary(context, service, deployment)
  }
  const { deploymentConfiguration, desiredCount } = service
  const breaker = deploymentConfiguration.deploymentCircuitBreaker
  const { alarms } = deploymentConfiguration
  return {
    serviceDeploymentArn: record.arn,
    serviceArn: service.arn,
    clusterArn: arnOf(home(context), `cluster/${service.cluster}`),
    createdAt: record.createdAt,
    startedAt: record.createdAt,
    finishedAt: record.finishedAt,
    stoppedAt: record.stoppedAt,
    updatedAt: record.updatedAt,
    sourceServiceRevisions: record.sources.map(summary),
    targetServiceRevision: summary(record.target),
    status: record.status,
    statusReason: record.statusReason,
    deploymentConfiguration,
    rollback: record.rollback,
    deploymentCircuitBreaker: {
      status: record.circuitBreaker,
      failureCount: record.failureCount,
      ...(breaker?.enable ? { threshold: failureThreshold(desiredCount, breaker) } : { threshold: 0 }),
    },
    alarms: alarms?.enable
      ? {
          status:
            record.triggeredAlarms.length > 0
              ? 'TRIGGERED'
              : isOver(record)
                ? 'MONITORING_COMPLETE'
                : 'MONITORING',
          alarmNames: alarms.alarmNames,
          triggeredAlarmNames: record.triggeredAlarms,
        }
      : { status: 'DISABLED' },
  }
}

function isOver({ finishedAt, stoppedAt }: ServiceDeployment): boolean {
  return finishedAt !== undefined || stoppedAt !== undefined
}

export function describeRevision(context: Context, service: Service, revision: Revision): object {
  const task = tasksOf(context.store, service).find(
    ({ definition }) => definition.taskDefinitionArn === revision.taskDefinition,
  )
  return {
    serviceRevisionArn: revision.arn,
    serviceArn: service.arn,
    clusterArn: arnOf(home(context), `cluster/${service.cluster}`),
    taskDefinition: revision.taskDefinition,
    ...placementOf(revision),
    loadBalancers: revision.loadBalancers,
    networkConfiguration: revision.networkConfiguration ?? undefined,
    containerImages: task?.containers.map(({ name, image, imageDigest }) => ({
      containerName: name,
      image,
      imageDigest,
    })),
    guardDutyEnabled: false,
    createdAt: revision.createdAt,
  }
}
