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

/** The roles of a new task definition need iam:PassRole. */
const passedRoles: Needs = ({ parameters }) => passRoles(parameters)

/** So do the roles of a new task: those of its definition unless they are overridden. */
const rolesOfTask: Needs = ({ parameters, region }, { rolesOfTaskDefinition }) => {
  const roles = rolesOfTaskDefinition(region, String(parameters.taskDefinition ?? ''))
  return passRoles({ ...roles, ...(parameters.overrides as Readonly<Record<string, unknown>> | undefined) })
}

function passRoles(roles: Readonly<Record<string, unknown>>) {
  return ['taskRoleArn', 'executionRoleArn'].flatMap(name => {
    const { [name]: arn } = roles
    return typeof arn === 'string' && arn !== ''
      ? [
          {
            action: 'iam:PassRole',
            resource: arn,
            keys: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' },
          },
        ]
      : []
  })
}

/** Service deployments and revisions, by ARN. */
const arns =
  (parameter: string, type: string): Needs =>
  (call, lookups) =>
    listOf(call.parameters[parameter] ?? '*/*/*').map(one => ({ resource: named(call, lookups, type, one) }))

const both =
  (...several: readonly Needs[]): Needs =>
  (call, lookups) =>
    several.flatMap(needs => needs(call, lookups))

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
  DescribeServiceDeployments: arns('serviceDeploymentArns', 'service-deployment'),
  DescribeServiceRevisions: arns('serviceRevisionArns', 'service-revision'),
  DescribeServices: service,
  DescribeTaskDefinition: anyResource,
  DescribeTasks: task,
  DiscoverPollEndpoint: anyResource,
  ListClusters: anyResource,
  ListContainerInstances: cluster(),
  ListServiceDeployments: service,
  ListServices: anyResource,
  ListTagsForResource: tagged,
  ListTaskDefinitionFamilies: anyResource,
  ListTaskDefinitions: anyResource,
  ListTasks: containerInstance,
  Poll: containerInstance,
  PutClusterCapacityProviders: cluster(),
  RegisterContainerInstance: cluster(),
  RegisterTaskDefinition: both(newTaskDefinition, passedRoles),
  RunTask: both(taskDefinitionInCluster, rolesOfTask),
  StartTask: both(taskDefinitionInCluster, rolesOfTask),
  StartTelemetrySession: containerInstance,
  StopServiceDeployment: arns('serviceDeploymentArn', 'service-deployment'),
  StopTask: task,
  SubmitAttachmentStateChanges: cluster(),
  SubmitContainerStateChange: cluster(),
  SubmitTaskStateChange: cluster(),
  TagResource: tagged,
  UntagResource: tagged,
  UpdateCapacityProvider: capacityProviders,
  UpdateCluster: cluster(),
  UpdateContainerInstancesState: containerInstance,
  UpdateService: service,
}
