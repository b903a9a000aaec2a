import type { ApiCall } from '../api-call.ts'
import type { Context } from '../context.ts'
import { anyResource, type Lookups, type Needs } from '../need.ts'

/** A resource by ARN or by name. */
function named(call: ApiCall, { accountId }: Lookups, type: string, given: unknown): string {
  const text = typeof given === 'string' && given !== '' ? given : 'default'
  return text.startsWith('arn:') ? text : `arn:aws:ecs:${call.region}:${accountId}:${type}/${text}`
}

const cluster =
  (parameter = 'cluster'): Needs =>
  (call, lookups) => [{ resource: named(call, lookups, 'cluster', call.parameters[parameter]) }]

const clusters: Needs = (call, lookups) =>
  listOf(call.parameters.clusters ?? 'default').map(one => ({
    resource: named(call, lookups, 'cluster', one),
  }))

const capacityProviders: Needs = (call, lookups) => {
  const { name, capacityProvider, capacityProviders: several } = call.parameters
  return listOf(several ?? capacityProvider ?? name ?? '*').map(one => ({
    resource: named(call, lookups, 'capacity-provider', one),
  }))
}

const service: Needs = (call, lookups) =>
  within(
    call,
    lookups,
    'service',
    call.parameters.services ?? call.parameters.service ?? call.parameters.serviceName,
  )

const task: Needs = (call, lookups) =>
  within(call, lookups, 'task', call.parameters.tasks ?? call.parameters.task)

const containerInstance: Needs = (call, lookups) =>
  within(
    call,
    lookups,
    'container-instance',
    call.parameters.containerInstances ?? call.parameters.containerInstance,
  )

const newTaskDefinition: Needs = (call, lookups) => [
  { resource: named(call, lookups, 'task-definition', `${String(call.parameters.family ?? '*')}:*`) },
]

const taskDefinitionInCluster: Needs = (call, lookups) => [
  {
    resource: named(call, lookups, 'task-definition', call.parameters.taskDefinition),
    keys: clusterKey(call, lookups),
  },
]

const tagged: Needs = call => [{ resource: String(call.parameters.resourceArn ?? '*') }]

/** Resources of a cluster. Their ARN contains its name, and a condition can refer to it. */
function within(call: ApiCall, lookups: Lookups, type: string, given: unknown) {
  const home = named(call, lookups, 'cluster', call.parameters.cluster).split('/').at(-1)
  return listOf(given ?? '*').map(one => ({
    resource: named(call, lookups, type, String(one).includes('/') ? one : `${home}/${String(one)}`),
    keys: clusterKey(call, lookups),
  }))
}

function clusterKey(call: ApiCall, lookups: Lookups): Context {
  return { 'ecs:cluster': named(call, lookups, 'cluster', call.parameters.cluster) }
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value]
}

export const ecsActions: Readonly<Record<string, Needs>> = {
  CreateCapacityProvider: capacityProviders,
  CreateCluster: cluster('clusterName'),
  CreateService: service,
  DeleteCapacityProvider: capacityProviders,
  DeleteCluster: cluster(),
  DeleteService: service,
  DeregisterContainerInstance: cluster(),
  DeregisterTaskDefinition: anyResource,
  DescribeCapacityProviders: capacityProviders,
  DescribeClusters: clusters,
  DescribeContainerInstances: containerInstance,
  DescribeServices: service,
  DescribeTaskDefinition: anyResource,
  DescribeTasks: task,
  DiscoverPollEndpoint: anyResource,
  ListClusters: anyResource,
  ListContainerInstances: cluster(),
  ListServices: anyResource,
  ListTasks: containerInstance,
  PutClusterCapacityProviders: cluster(),
  RegisterContainerInstance: cluster(),
  RegisterTaskDefinition: newTaskDefinition,
  RunTask: taskDefinitionInCluster,
  StopTask: task,
  TagResource: tagged,
  UntagResource: tagged,
  UpdateCapacityProvider: capacityProviders,
  UpdateCluster: cluster(),
  UpdateContainerInstancesState: containerInstance,
  UpdateService: service,
}
