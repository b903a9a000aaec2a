import type {
  ContainerInstance as SdkInstance,
  Service as SdkService,
  Task as SdkTask,
} from '@aws-sdk/client-ecs'
import type { PlacementInstance, Service, Task } from './ecs-service.ts'

/** Converts the SDK's service, whose fields are all optional. */
export function toService(service: SdkService): Service {
  const configuration = service.deploymentConfiguration ?? {}
  return {
    arn: service.serviceArn ?? '',
    name: service.serviceName ?? '',
    status: service.status ?? '',
    desired: service.desiredCount ?? 0,
    running: service.runningCount ?? 0,
    pending: service.pendingCount ?? 0,
    taskDefinition: service.taskDefinition ?? '',
    deployments: (service.deployments ?? []).map(deployment => ({
      id: deployment.id ?? '',
      status: deployment.status ?? '',
      rollout: deployment.rolloutState ?? null,
      rolloutReason: deployment.rolloutStateReason || null,
      taskDefinition: deployment.taskDefinition ?? '',
      desired: deployment.desiredCount ?? 0,
      running: deployment.runningCount ?? 0,
      pending: deployment.pendingCount ?? 0,
      failed: deployment.failedTasks ?? 0,
      createdAt: deployment.createdAt ?? new Date(0),
    })),
    events: (service.events ?? []).map(({ id = '', createdAt = new Date(0), message = '' }) => ({
      id,
      time: createdAt,
      message,
    })),
    targets: (service.loadBalancers ?? []).flatMap(({ targetGroupArn, containerName, containerPort }) =>
      targetGroupArn === undefined
        ? []
        : [{ targetGroupArn, container: containerName ?? '', port: containerPort ?? 0 }],
    ),
    minimumPercent: configuration.minimumHealthyPercent ?? 100,
    maximumPercent: configuration.maximumPercent ?? 200,
    breaker: {
      isEnabled: configuration.deploymentCircuitBreaker?.enable ?? false,
      rollsBack: configuration.deploymentCircuitBreaker?.rollback ?? false,
    },
    controller: service.deploymentController?.type ?? 'ECS',
    capacityProviders: (service.capacityProviderStrategy ?? []).flatMap(
      ({ capacityProvider }) => capacityProvider ?? [],
    ),
  }
}

export function toTask(task: SdkTask): Task {
  return {
    arn: task.taskArn ?? '',
    startedBy: task.startedBy ?? '',
    taskDefinition: task.taskDefinitionArn ?? '',
    containerInstance: task.containerInstanceArn ?? null,
    status: task.lastStatus ?? '',
    desiredStatus: task.desiredStatus ?? '',
    createdAt: task.createdAt ?? new Date(0),
    startedAt: task.startedAt ?? null,
    stoppedAt: task.stoppedAt ?? task.stoppingAt ?? null,
    stopCode: task.stopCode ?? null,
    stoppedReason: task.stoppedReason || null,
    health: task.healthStatus ?? 'UNKNOWN',
    containers: (task.containers ?? []).map(container => ({
      name: container.name ?? '',
      runtimeId: container.runtimeId || null,
      exitCode: container.exitCode ?? null,
      reason: container.reason || null,
      health: container.healthStatus ?? 'UNKNOWN',
      ports: (container.networkBindings ?? []).map(({ containerPort = 0, hostPort = 0 }) => ({
        containerPort,
        hostPort,
      })),
      addresses: (container.networkInterfaces ?? []).flatMap(
        ({ privateIpv4Address }) => privateIpv4Address ?? [],
      ),
    })),
  }
}

export function toPlacementInstance(instance: SdkInstance): PlacementInstance {
  const free = instance.remainingResources ?? []
  const resource = (name: string) => free.find(found => found.name === name)
  return {
    arn: instance.containerInstanceArn ?? '',
    instanceId: instance.ec2InstanceId ?? '',
    isTaking: instance.status === 'ACTIVE' && (instance.agentConnected ?? false),
    cpu: resource('CPU')?.integerValue ?? 0,
    memory: resource('MEMORY')?.integerValue ?? 0,
    // ECS lists the ports that are taken.
    tcpPorts: resource('PORTS')?.stringSetValue ?? [],
    udpPorts: resource('PORTS_UDP')?.stringSetValue ?? [],
    attributes: Object.fromEntries(
      (instance.attributes ?? []).map(({ name = '', value = '' }) => [name, value]),
    ),
    capacityProvider: instance.capacityProviderName ?? null,
  }
}
