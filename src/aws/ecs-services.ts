import {
  DescribeCapacityProvidersCommand,
  DescribeClustersCommand,
  DescribeContainerInstancesCommand,
  DescribeServiceRevisionsCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  type ECSClient,
  ListServiceDeploymentsCommand,
  paginateListContainerInstances,
  paginateListTasks,
} from '@aws-sdk/client-ecs'
import { toPlacementInstance, toService, toTask } from './ecs-answers.ts'
import type { PlacementInstance, Service, ServiceDeployment, Task } from './ecs-service.ts'
import { errorCode, translated } from './errors.ts'
import { type TaskDefinition, toTaskDefinition } from './task-definition.ts'

/** The calls about services and their tasks. */
export interface EcsServices {
  /** Those that exist; names or ARNs. */
  services(cluster: string, services: readonly string[]): Promise<Service[]>
  /** Tasks of a service that start or run, and those that stopped within the last hour; `mostListedTasks` of each. */
  tasks(cluster: string, service: string): Promise<Task[]>
  /** By ARN, `family:revision` or family; undefined if it does not exist. */
  taskDefinition(name: string): Promise<TaskDefinition | undefined>
  /** Deployments of a service that started since then, the newest first; empty where ECS has no such history. */
  serviceDeployments(cluster: string, service: string, since: Date): Promise<ServiceDeployment[]>
  /** ARN of the task definition of a service revision; undefined if it does not exist. */
  revisionTaskDefinition(revision: string): Promise<string | undefined>
  /** EC2 instance ids by the ARN of the container instance. */
  instanceIds(
    cluster: string,
    containerInstances: readonly string[],
  ): Promise<Readonly<Record<string, string>>>
  placementInstances(cluster: string): Promise<PlacementInstance[]>
  /** Names of the cluster's default strategy. */
  defaultCapacityProviders(cluster: string): Promise<string[]>
  /** Whether one of them adds instances when tasks find no room. */
  hasManagedScaling(capacityProviders: readonly string[]): Promise<boolean>
}

/** A service with more tasks is not read completely. */
export const mostListedTasks = 1000

/** Limits of one call. */
const mostServices = 10
const mostTasks = 100

export function ecsServices(client: ECSClient): EcsServices {
  async function taskArns(cluster: string, service: string, desiredStatus: 'RUNNING' | 'STOPPED') {
    const found: string[] = []
    const pages = paginateListTasks(
      { client, pageSize: mostTasks },
      { cluster, serviceName: service, desiredStatus },
    )
    for await (const { taskArns = [] } of pages) {
      found.push(...taskArns)
      if (found.length >= mostListedTasks) break
    }
    return found.slice(0, mostListedTasks)
  }

  async function describeTasks(cluster: string, tasks: string[]): Promise<Task[]> {
    const found: Task[] = []
    for (let first = 0; first < tasks.length; first += mostTasks) {
      const request = { cluster, tasks: tasks.slice(first, first + mostTasks) }
      found.push(...((await client.send(new DescribeTasksCommand(request))).tasks ?? []).map(toTask))
    }
    return found
  }

  return {
    services: (cluster, names) =>
      translated('ecs:DescribeServices', async () => {
        const found: Service[] = []
        for (let first = 0; first < names.length; first += mostServices) {
          const services = names.slice(first, first + mostServices)
          const answer = await client.send(new DescribeServicesCommand({ cluster, services }))
          found.push(...(answer.services ?? []).map(toService))
        }
        return found
      }),

    tasks: (cluster, service) =>
      translated('ecs:DescribeTasks', async () => {
        const [running, stopped] = await Promise.all([
          taskArns(cluster, service, 'RUNNING'),
          taskArns(cluster, service, 'STOPPED'),
        ])
        return describeTasks(cluster, [...running, ...stopped])
      }),

    taskDefinition: name =>
      translated('ecs:DescribeTaskDefinition', async () => {
        try {
          const request = new DescribeTaskDefinitionCommand({ taskDefinition: name })
          return toTaskDefinition((await client.send(request)).taskDefinition)
        } catch (error) {
          if (errorCode(error) === 'ClientException') return undefined
          throw error
        }
      }),

    serviceDeployments: (cluster, service, since) =>
      translated('ecs:ListServiceDeployments', async () => {
        const request = { cluster, service, createdAt: { after: since } }
        const { serviceDeployments = [] } = await client.send(new ListServiceDeploymentsCommand(request))
        return serviceDeployments
          .map(deployment => ({
            status: deployment.status ?? '',
            reason: deployment.statusReason ?? null,
            targetRevision: deployment.targetServiceRevisionArn ?? null,
            createdAt: deployment.createdAt ?? new Date(0),
          }))
          .toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime())
      }),

    revisionTaskDefinition: revision =>
      translated('ecs:DescribeServiceRevisions', async () => {
        const request = new DescribeServiceRevisionsCommand({ serviceRevisionArns: [revision] })
        return (await client.send(request)).serviceRevisions?.[0]?.taskDefinition
      }),

    instanceIds: (cluster, arns) =>
      translated('ecs:DescribeContainerInstances', async () => {
        const found: Record<string, string> = {}
        for (let first = 0; first < arns.length; first += mostTasks) {
          const request = { cluster, containerInstances: arns.slice(first, first + mostTasks) }
          const answer = await client.send(new DescribeContainerInstancesCommand(request))
          for (const { containerInstanceArn = '', ec2InstanceId = '' } of answer.containerInstances ?? []) {
            found[containerInstanceArn] = ec2InstanceId
          }
        }
        return found
      }),

    placementInstances: cluster =>
      translated('ecs:DescribeContainerInstances', async () => {
        const found: PlacementInstance[] = []
        const request = { cluster, maxResults: mostTasks }
        for await (const { containerInstanceArns = [] } of paginateListContainerInstances(
          { client },
          request,
        )) {
          if (containerInstanceArns.length === 0) continue
          const described = await client.send(
            new DescribeContainerInstancesCommand({ cluster, containerInstances: containerInstanceArns }),
          )
          found.push(...(described.containerInstances ?? []).map(toPlacementInstance))
        }
        return found
      }),

    defaultCapacityProviders: cluster =>
      translated('ecs:DescribeClusters', async () => {
        const { clusters = [] } = await client.send(new DescribeClustersCommand({ clusters: [cluster] }))
        const strategy = clusters[0]?.defaultCapacityProviderStrategy ?? []
        return strategy.flatMap(({ capacityProvider }) => capacityProvider ?? [])
      }),

    hasManagedScaling: names =>
      translated('ecs:DescribeCapacityProviders', async () => {
        if (names.length === 0) return false
        const { capacityProviders = [] } = await client.send(
          new DescribeCapacityProvidersCommand({ capacityProviders: [...names] }),
        )
        return capacityProviders.some(
          ({ autoScalingGroupProvider }) => autoScalingGroupProvider?.managedScaling?.status === 'ENABLED',
        )
      }),
  }
}
