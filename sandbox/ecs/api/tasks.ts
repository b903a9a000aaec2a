import { clusterName, lastPart } from '../arn.ts'
import { clientError, EcsError, invalidParameter } from '../error.ts'
import { requiredAttributes } from '../scheduler/attributes.ts'
import { candidatesFor } from '../scheduler/candidates.ts'
import { nextProvider } from '../scheduler/capacity.ts'
import { canGrow } from '../scheduler/growth.ts'
import { place } from '../scheduler/placement.ts'
import { demandOf } from '../scheduler/resources.ts'
import { beginStop, createTask, type NewTask } from '../tasks.ts'
import type { CapacityProviderItem, Cluster, ContainerInstance, Members, Task } from '../types.ts'
import { type Action, type Context, clusterOf, definitionOf, findService, findTask, page } from './context.ts'
import { describeTask } from './describe.ts'
import { listOf } from './validate-task-definition.ts'

const mostTasks = 10

const run: Action = context => {
  const { parameters, fleet, store, ports } = context
  const cluster = clusterOf(context)
  const count = Number(parameters.count ?? 1)
  if (count < 1 || count > mostTasks) throw invalidParameter('Count must be between 1 and 10.')
  const strategy = strategyOf(context, cluster)
  const wanted = wantedOf(context, cluster)
  const demand = demandOf(wanted.definition)
  const tasks: Task[] = []
  const failures: Members[] = []
  const counts = new Map<string, number>()
  for (let index = 0; index < count; index++) {
    const capacityProvider = strategy.length === 0 ? null : nextProvider(strategy, counts)
    const isCounted = ({ group }: Task) => group === wanted.group
    const candidates = candidatesFor(fleet, cluster, store.tasks.values(), isCounted)
    const constraints = [...(wanted.placementConstraints ?? []), ...wanted.definition.placementConstraints]
    const placed = place(candidates, {
      demand,
      attributes: requiredAttributes(wanted.definition),
      constraints,
      strategy: wanted.placementStrategy ?? [],
      capacityProvider,
      random: ports.random,
    })
    const waits = capacityProvider !== null && canGrow(fleet, cluster, capacityProvider, demand)
    if (placed.kind === 'placed' || waits) {
      const instance = placed.kind === 'placed' ? placed.instance : null
      tasks.push(createTask(store, ports, { ...wanted, capacityProvider, instance }))
      if (capacityProvider !== null) counts.set(capacityProvider, (counts.get(capacityProvider) ?? 0) + 1)
    } else if (placed.kind === 'misfit')
      failures.push({ arn: placed.instance.containerInstanceArn, reason: placed.reason })
    else throw invalidParameter('No Container Instances were found in your cluster.')
  }
  context.wake()
  return { tasks: tasks.map(task => describeTask(context, task)), failures }
}

const start: Action = context => {
  const { parameters, fleet, store, ports } = context
  const cluster = clusterOf(context)
  const given = Array.isArray(parameters.containerInstances) ? parameters.containerInstances : []
  if (given.length === 0) throw invalidParameter('Container Instances cannot be empty.')
  const wanted = wantedOf(context, cluster)
  const demand = demandOf(wanted.definition)
  const candidates = candidatesFor(fleet, cluster, store.tasks.values(), () => false)
  const tasks: Task[] = []
  const failures: Members[] = []
  for (const id of given) {
    const candidate = candidates.find(
      ({ instance }) => lastPart(instance.containerInstanceArn) === lastPart(String(id)),
    )
    if (candidate === undefined) {
      failures.push({ arn: String(id), reason: 'MISSING' })
      continue
    }
    const placed = place([candidate], {
      demand,
      attributes: requiredAttributes(wanted.definition),
      constraints: [],
      strategy: [],
      capacityProvider: null,
      random: ports.random,
    })
    const { instance } = candidate
    if (placed.kind === 'placed')
      tasks.push(createTask(store, ports, { ...wanted, capacityProvider: null, instance }))
    else
      failures.push({
        arn: instance.containerInstanceArn,
        reason: placed.kind === 'misfit' ? placed.reason : 'INACTIVE',
      })
  }
  context.wake()
  return { tasks: tasks.map(task => describeTask(context, task)), failures }
}

function wantedOf(context: Context, cluster: Cluster): Omit<NewTask, 'instance' | 'capacityProvider'> {
  const { parameters, region } = context
  const definition = definitionOf(context, parameters.taskDefinition)
  refuseNetwork(definition.networkMode, parameters.networkConfiguration)
  const overrides = (parameters.overrides ?? {}) as Members
  if (parameters.enableExecuteCommand === true)
    refuseExecuteCommand(overrides.taskRoleArn ?? definition.taskRoleArn, 'task', 'started')
  return {
    cluster: cluster.name,
    region,
    definition,
    group: String(parameters.group ?? `family:${definition.family}`),
    startedBy: parameters.startedBy === undefined ? null : String(parameters.startedBy),
    launchType: parameters.launchType === 'EC2' || parameters.launchType === undefined ? 'EC2' : refuseType(),
    overrides,
    placementConstraints: listOf(parameters.placementConstraints) as unknown as NonNullable<
      NewTask['placementConstraints']
    >,
    placementStrategy: listOf(parameters.placementStrategy) as unknown as NonNullable<
      NewTask['placementStrategy']
    >,
    enableExecuteCommand: parameters.enableExecuteCommand === true,
    tags: listOf(parameters.tags),
  }
}

/** The strategy of a call, or the default of the cluster; @throws EcsError */
export function strategyOf(context: Context, cluster: Cluster): readonly CapacityProviderItem[] {
  const { capacityProviderStrategy, launchType } = context.parameters
  const given = listOf(capacityProviderStrategy) as unknown as readonly CapacityProviderItem[]
  if (given.length > 0 && launchType !== undefined)
    throw invalidParameter('Specify either Launch Type or Capacity Provider Strategy, but not both.')
  if (launchType !== undefined) return launchType === 'EC2' ? [] : refuseType()
  for (const { capacityProvider } of given)
    if (!cluster.capacityProviders.map(lastPart).includes(lastPart(capacityProvider)))
      throw invalidParameter(
        `The specified capacity provider '${capacityProvider}' was not found. Specify a valid name or ARN and try again.`,
      )
  const items = given.length > 0 ? given : cluster.defaultCapacityProviderStrategy
  return items.map(item => ({ ...item, capacityProvider: lastPart(item.capacityProvider) }))
}

function refuseType(): never {
  throw invalidParameter('The sandbox runs tasks on EC2 only: launch type should be one of [EC2]')
}

/** @throws EcsError */
export function refuseNetwork(networkMode: string | undefined, configuration: unknown): void {
  if (networkMode === 'awsvpc' && configuration == null)
    throw invalidParameter("Network Configuration must be provided when networkMode 'awsvpc' is specified.")
  if (networkMode !== 'awsvpc' && configuration != null)
    throw invalidParameter(
      'Network Configuration is not valid for the given networkMode of this task definition.',
    )
}

/** ECS Exec needs a task role; @throws EcsError */
export function refuseExecuteCommand(taskRole: unknown, what: 'service' | 'task', done: string): void {
  if (taskRole === undefined || taskRole === '')
    throw invalidParameter(
      `The ${what} couldn't be ${done} because a valid taskRoleArn is not being used. ` +
        'Specify a valid task role in your task definition and try again.',
    )
}

const stop: Action = context => {
  const cluster = clusterOf(context)
  const task = findTask(context, cluster, context.parameters.task)
  if (task === undefined) throw invalidParameter('The referenced task was not found.')
  beginStop(task, context.ports, String(context.parameters.reason ?? 'Task stopped by user'), 'UserInitiated')
  context.wake()
  return { task: describeTask(context, task) }
}

const describe: Action = context => {
  const cluster = clusterOf(context)
  const given = Array.isArray(context.parameters.tasks) ? context.parameters.tasks : []
  if (given.length === 0) throw invalidParameter('Tasks cannot be empty.')
  const tasks: object[] = []
  const failures: Members[] = []
  for (const id of given) {
    const task = findTask(context, cluster, id)
    if (task === undefined) failures.push({ arn: String(id), reason: 'MISSING' })
    else tasks.push(describeTask(context, task))
  }
  return { tasks, failures }
}

const list: Action = context => {
  const { parameters, store } = context
  const cluster = clusterOf(context)
  const { containerInstance, family, serviceName, startedBy, launchType } = parameters
  const desired = parameters.desiredStatus ?? 'RUNNING'
  const service = serviceName === undefined ? undefined : findService(context, cluster, serviceName)
  if (serviceName !== undefined && service === undefined)
    throw new EcsError('ServiceNotFoundException', 'Service not found.')
  if (containerInstance !== undefined) requireInstance(context, cluster, containerInstance)
  const arns = [...store.tasks.values()]
    .filter(task => task.cluster === cluster.name && task.region === cluster.region)
    .filter(task => task.desiredStatus === desired)
    .filter(task => family === undefined || task.definition.family === family)
    .filter(task => service === undefined || task.service === service.arn)
    .filter(task => startedBy === undefined || task.startedBy === startedBy)
    .filter(task => launchType === undefined || task.launchType === launchType)
    .filter(
      task =>
        containerInstance === undefined ||
        lastPart(task.containerInstanceArn ?? '') === lastPart(String(containerInstance)),
    )
    .map(({ arn }) => arn)
  const { items, ...more } = page(context, arns)
  return { taskArns: items, ...more }
}

function requireInstance({ fleet }: Context, cluster: Cluster, given: unknown): ContainerInstance {
  const found = fleet.containerInstances.find(
    ({ containerInstanceArn, cluster: name, region }) =>
      lastPart(containerInstanceArn) === lastPart(String(given)) &&
      name === clusterName(cluster.name) &&
      region === cluster.region,
  )
  if (found === undefined) throw clientError('The referenced container instance was not found.')
  return found
}

export const taskActions: Readonly<Record<string, Action>> = {
  RunTask: run,
  StartTask: start,
  StopTask: stop,
  DescribeTasks: describe,
  ListTasks: list,
}
