import { beginDeployment, type RevisionContent } from '../deployments.ts'
import { invalidParameter, serviceNotActive } from '../error.ts'
import { compileExpression } from '../scheduler/expression.ts'
import { tasksOf } from '../store.ts'
import type {
  Cluster,
  DeploymentConfiguration,
  Members,
  PlacementConstraint,
  PlacementStrategy,
  Service,
} from '../types.ts'
import {
  type Action,
  type Context,
  clusterOf,
  definitionOf,
  findService,
  page,
  serviceArn,
  serviceOf,
} from './context.ts'
import { describeService } from './describe.ts'
import { loadBalancersOf, refuseBalancer, refuseGrace } from './load-balancers.ts'
import { refuseExecuteCommand, refuseNetwork, strategyOf } from './tasks.ts'
import { listOf } from './validate-task-definition.ts'

const namePattern = /^[a-zA-Z0-9_-]{1,255}$/
const mostServices = 10
const daemonConfiguration = {
  minimumHealthyPercent: 0,
  maximumPercent: 100,
  strategy: 'ROLLING',
  bakeTimeInMinutes: 0,
}
const unsupported = [
  'serviceConnectConfiguration',
  'serviceRegistries',
  'volumeConfigurations',
  'vpcLatticeConfigurations',
]

const create: Action = context => {
  const { parameters, store, ports } = context
  const cluster = clusterOf(context)
  const { serviceName } = parameters
  if (typeof serviceName !== 'string' || serviceName === '')
    throw invalidParameter('Service name can not be blank.')
  if (!namePattern.test(serviceName)) throw invalidParameter('Service name contains invalid characters.')
  const { schedulingStrategy = 'REPLICA' } = parameters
  if (schedulingStrategy !== 'REPLICA' && schedulingStrategy !== 'DAEMON')
    throw invalidParameter('Scheduling strategy should be one of [REPLICA, DAEMON]')
  const isDaemon = schedulingStrategy === 'DAEMON'
  if (isDaemon && listOf(parameters.placementStrategy).length > 0)
    throw invalidParameter('Placement strategies are not supported with the DAEMON scheduling strategy.')
  const controller = (parameters.deploymentController as Members | undefined)?.type ?? 'ECS'
  if (controller !== 'ECS') throw invalidParameter('The sandbox supports the deployment controller ECS only')
  for (const name of unsupported)
    if (parameters[name] != null && JSON.stringify(parameters[name]) !== '[]')
      throw invalidParameter(`The sandbox does not support ${name} of a service`)
  const arn = serviceArn(context, cluster, serviceName)
  const present = store.services.get(arn)
  if (present?.status === 'DRAINING')
    throw invalidParameter('Unable to Start a service that is still Draining.')
  if (present?.status === 'ACTIVE') throw invalidParameter('Creation of service was not idempotent.')
  const definition = definitionOf(context, parameters.taskDefinition)
  const service: Service = {
    arn,
    name: serviceName,
    cluster: cluster.name,
    region: context.region,
    schedulingStrategy,
    createdAt: ports.clock.now(),
    createdBy: context.caller,
    status: 'ACTIVE',
    desiredCount: isDaemon ? 0 : countOf(parameters.desiredCount ?? 0),
    deploymentConfiguration: configurationOf(
      parameters.deploymentConfiguration,
      isDaemon ? daemonConfiguration : undefined,
    ),
    ...placementOf(parameters),
    healthCheckGracePeriodSeconds: Number(parameters.healthCheckGracePeriodSeconds ?? 0),
    enableExecuteCommand: parameters.enableExecuteCommand === true,
    enableECSManagedTags: parameters.enableECSManagedTags === true,
    propagateTags: String(parameters.propagateTags ?? 'NONE'),
    availabilityZoneRebalancing: String(parameters.availabilityZoneRebalancing ?? 'DISABLED'),
    tags: listOf(parameters.tags),
    deployments: [],
    history: [],
    awaited: null,
    revisions: [],
    events: [],
    failedStarts: 0,
    nextStart: null,
    isSteady: false,
    completed: null,
  }
  // The capacity provider of an instance does not matter to a daemon.
  const strategy = isDaemon ? [] : strategyOf(context, cluster)
  refuseNetwork(definition.networkMode, parameters.networkConfiguration)
  const loadBalancers = loadBalancersOf(context, definition)
  refuseGrace(parameters, loadBalancers)
  if (service.enableExecuteCommand) refuseExecuteCommand(definition.taskRoleArn, 'service', 'created')
  beginDeployment(
    service,
    {
      taskDefinition: definition.taskDefinitionArn,
      launchType: strategy.length > 0 ? null : 'EC2',
      capacityProviderStrategy: strategy,
      loadBalancers,
      networkConfiguration: (parameters.networkConfiguration as Members | undefined) ?? null,
    },
    ports,
  )
  store.services.set(arn, service)
  context.wake()
  return { service: describeService(context, service) }
}

const update: Action = context => {
  const { parameters, ports } = context
  const service = serviceOf(context, parameters.service)
  if (service.status !== 'ACTIVE') throw serviceNotActive()
  const cluster = clusterOf(context)
  const present = service.deployments.find(({ status }) => status === 'PRIMARY')?.revision
  if (present === undefined) throw serviceNotActive()
  const next = revisionContent(context, cluster, present)
  refuseMerged(context, service, next)
  const desiredCount =
    parameters.desiredCount === undefined || service.schedulingStrategy === 'DAEMON'
      ? service.desiredCount
      : countOf(parameters.desiredCount)
  const configuration = configurationOf(parameters.deploymentConfiguration, service.deploymentConfiguration)
  const placement = placementOf({
    placementConstraints: service.placementConstraints,
    placementStrategy: service.placementStrategy,
    ...parameters,
  })
  service.desiredCount = desiredCount
  service.deploymentConfiguration = configuration
  Object.assign(service, placement)
  if (parameters.healthCheckGracePeriodSeconds !== undefined)
    service.healthCheckGracePeriodSeconds = Number(parameters.healthCheckGracePeriodSeconds)
  if (parameters.enableExecuteCommand !== undefined)
    service.enableExecuteCommand = parameters.enableExecuteCommand === true
  if (parameters.propagateTags !== undefined) service.propagateTags = String(parameters.propagateTags)
  if (parameters.enableECSManagedTags !== undefined)
    service.enableECSManagedTags = parameters.enableECSManagedTags === true
  service.isSteady = false
  if (service.awaited?.status !== 'IN_PROGRESS') service.awaited = null
  if (parameters.forceNewDeployment === true || !isSameContent(present, next))
    beginDeployment(service, next, ports)
  context.wake()
  return { service: describeService(context, service) }
}

/** Refuses what the changes and the rest of the service are together; @throws EcsError */
function refuseMerged(context: Context, service: Service, next: RevisionContent): void {
  const { healthCheckGracePeriodSeconds: present, enableExecuteCommand } = service
  const { parameters } = context
  const isChanged = (...names: readonly string[]) => names.some(name => parameters[name] !== undefined)
  const definition = definitionOf(context, next.taskDefinition, true)
  if (isChanged('taskDefinition'))
    for (const balancer of next.loadBalancers) refuseBalancer(context, balancer, definition)
  if (isChanged('healthCheckGracePeriodSeconds', 'loadBalancers'))
    refuseGrace({ healthCheckGracePeriodSeconds: present, ...parameters }, next.loadBalancers)
  if (
    isChanged('taskDefinition', 'enableExecuteCommand') &&
    (parameters.enableExecuteCommand ?? enableExecuteCommand)
  )
    refuseExecuteCommand(definition.taskRoleArn, 'service', 'updated')
}

function revisionContent(context: Context, cluster: Cluster, present: RevisionContent): RevisionContent {
  const { parameters } = context
  const definition = definitionOf(
    context,
    parameters.taskDefinition ?? present.taskDefinition,
    parameters.taskDefinition === undefined,
  )
  const network = parameters.networkConfiguration ?? present.networkConfiguration
  refuseNetwork(
    definition.networkMode,
    definition.networkMode === 'awsvpc' ? network : parameters.networkConfiguration,
  )
  const strategy =
    parameters.capacityProviderStrategy === undefined
      ? present.capacityProviderStrategy
      : strategyOf(context, cluster)
  return {
    taskDefinition: definition.taskDefinitionArn,
    launchType: strategy.length > 0 ? null : 'EC2',
    capacityProviderStrategy: strategy,
    loadBalancers:
      parameters.loadBalancers === undefined ? present.loadBalancers : loadBalancersOf(context, definition),
    networkConfiguration: definition.networkMode === 'awsvpc' ? ((network as Members | null) ?? null) : null,
  }
}

function isSameContent(one: RevisionContent, other: RevisionContent): boolean {
  const text = ({
    taskDefinition,
    capacityProviderStrategy,
    loadBalancers,
    networkConfiguration,
  }: RevisionContent) =>
    JSON.stringify([taskDefinition, capacityProviderStrategy, loadBalancers, networkConfiguration])
  return text(one) === text(other)
}

function countOf(given: unknown): number {
  const count = Number(given)
  if (!Number.isInteger(count) || count < 0) throw invalidParameter('Desired count can not be negative.')
  return count
}

function configurationOf(
  given: unknown,
  present: DeploymentConfiguration | undefined,
): DeploymentConfiguration {
  const defaults = {
    minimumHealthyPercent: 100,
    maximumPercent: 200,
    strategy: 'ROLLING',
    bakeTimeInMinutes: 0,
  }
  const breaker = { deploymentCircuitBreaker: { enable: false, rollback: false } }
  const configuration: DeploymentConfiguration = {
    ...breaker,
    ...defaults,
    ...present,
    ...(given as Members | undefined),
  }
  const { minimumHealthyPercent: least, maximumPercent: most, strategy } = configuration
  if (strategy !== 'ROLLING')
    throw invalidParameter('The sandbox supports the deployment strategy ROLLING only')
  if (most < 100) throw invalidParameter('maximumPercent must be at least 100.')
  if (least < 0 || least > most)
    throw invalidParameter('minimumHealthyPercent must be between 0 and maximumPercent.')
  if (least === 100 && most === 100)
    throw invalidParameter(
      'Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments.',
    )
  return configuration
}

function placementOf(parameters: Members): {
  placementConstraints: readonly PlacementConstraint[]
  placementStrategy: readonly PlacementStrategy[]
} {
  const constraints = listOf(parameters.placementConstraints) as unknown as readonly PlacementConstraint[]
  for (const { type, expression } of constraints) if (type === 'memberOf') compileExpression(expression ?? '')
  const strategies = listOf(parameters.placementStrategy) as unknown as readonly PlacementStrategy[]
  for (const { type, field } of strategies)
    if (type === 'binpack' && !['cpu', 'memory'].includes((field ?? '').toLowerCase()))
      throw invalidParameter('The field for the placement strategy binpack must be one of [CPU, MEMORY]')
  return { placementConstraints: constraints, placementStrategy: strategies }
}

const remove: Action = context => {
  const service = serviceOf(context, context.parameters.service)
  const isScaled = service.schedulingStrategy === 'REPLICA' && service.desiredCount > 0
  if (service.status === 'ACTIVE' && isScaled && context.parameters.force !== true)
    throw invalidParameter('The service cannot be stopped while it is scaled above 0.')
  const isRunning = tasksOf(context.store, service).some(({ lastStatus }) => lastStatus !== 'STOPPED')
  service.status = isRunning ? 'DRAINING' : 'INACTIVE'
  service.desiredCount = 0
  context.wake()
  return { service: describeService(context, service) }
}

const describe: Action = context => {
  const cluster = clusterOf(context)
  const given = Array.isArray(context.parameters.services) ? context.parameters.services : []
  if (given.length === 0) throw invalidParameter('Services cannot be empty.')
  if (given.length > mostServices)
    throw invalidParameter(`Services cannot contain more than ${mostServices} entries.`)
  const services: object[] = []
  const failures: Members[] = []
  for (const name of given) {
    const service = findService(context, cluster, name)
    if (service === undefined) failures.push({ arn: serviceArn(context, cluster, name), reason: 'MISSING' })
    else services.push(describeService(context, service))
  }
  return { services, failures }
}

const list: Action = context => {
  const cluster = clusterOf(context)
  const arns = [...context.store.services.values()]
    .filter(one => one.cluster === cluster.name && one.region === cluster.region && one.status !== 'INACTIVE')
    .map(({ arn }) => arn)
  const { items, ...more } = page(context, arns)
  return { serviceArns: items, ...more }
}

export const serviceActions: Readonly<Record<string, Action>> = {
  CreateService: create,
  UpdateService: update,
  DeleteService: remove,
  DescribeServices: describe,
  ListServices: list,
}
