import { arnOf } from '../arn.ts'
import { invalidParameter } from '../error.ts'
import type { ContainerDefinition, Members, TaskDefinition } from '../types.ts'
import { type Action, type Context, definitionOf, home, page } from './context.ts'
import { listOf, validateTaskDefinition } from './validate-task-definition.ts'

/** Empty lists that ECS answers for members that were not sent. */
const emptyLists = ['portMappings', 'environment', 'mountPoints', 'volumesFrom', 'systemControls']

const register: Action = context => {
  const { tags, ...parameters } = context.parameters
  validateTaskDefinition(parameters)
  const { store, region, ports } = context
  const family = String(parameters.family)
  const key = `${region}/${family}`
  const revisions = store.families.get(key) ?? []
  const revision = revisions.length + 1
  const taskDefinitionArn = arnOf(home(context), `task-definition/${family}:${revision}`)
  const definition: TaskDefinition = {
    ...parameters,
    taskDefinitionArn,
    family,
    revision,
    containerDefinitions: listOf(parameters.containerDefinitions).map(container =>
      completeContainer(container, parameters.networkMode),
    ),
    volumes: parameters.volumes ?? [],
    placementConstraints: listOf(
      parameters.placementConstraints,
    ) as unknown as TaskDefinition['placementConstraints'],
    compatibilities: compatibilities(parameters),
    status: 'ACTIVE',
    registeredAt: ports.clock.now(),
    registeredBy: context.caller,
  }
  store.families.set(key, [...revisions, definition])
  store.tags.set(taskDefinitionArn, listOf(tags))
  return { taskDefinition: definition, tags: listOf(tags) }
}

function completeContainer(container: Members, networkMode: unknown): ContainerDefinition {
  const lists = Object.fromEntries(emptyLists.map(name => [name, container[name] ?? []]))
  const portMappings = listOf(container.portMappings).map(mapping => ({
    protocol: 'tcp',
    hostPort: networkMode === 'awsvpc' || networkMode === 'host' ? mapping.containerPort : 0,
    ...mapping,
  }))
  const defaults = { cpu: 0, essential: true }
  return { ...defaults, ...lists, ...container, portMappings } as unknown as ContainerDefinition
}

function compatibilities({ networkMode, cpu, memory }: Members): string[] {
  const fargate = networkMode === 'awsvpc' && cpu !== undefined && memory !== undefined
  return ['EXTERNAL', 'EC2', ...(fargate ? ['FARGATE'] : [])]
}

const describe: Action = context => {
  const { taskDefinition: given, include } = context.parameters
  const taskDefinition = definitionOf(context, given, true)
  const tags = context.store.tags.get(taskDefinition.taskDefinitionArn) ?? []
  return { taskDefinition, ...(Array.isArray(include) && include.includes('TAGS') ? { tags } : { tags: [] }) }
}

const deregister: Action = context => {
  const { taskDefinition: given } = context.parameters
  if (!/:\d+$/.test(String(given))) throw invalidParameter('Revision is missing.')
  const present = definitionOf(context, given, true)
  const taskDefinition: TaskDefinition = {
    ...present,
    status: 'INACTIVE',
    deregisteredAt: present.deregisteredAt ?? context.ports.clock.now(),
  }
  const revisions = context.store.families.get(`${context.region}/${present.family}`) ?? []
  revisions[present.revision - 1] = taskDefinition
  return { taskDefinition }
}

const list: Action = context => {
  const { familyPrefix, status = 'ACTIVE', sort } = context.parameters
  const arns = all(context)
    .filter(one => one.status === status && (familyPrefix === undefined || one.family === familyPrefix))
    .sort((one, other) => one.family.localeCompare(other.family) || one.revision - other.revision)
    .map(({ taskDefinitionArn }) => taskDefinitionArn)
  const { items, ...more } = page(context, sort === 'DESC' ? arns.reverse() : arns)
  return { taskDefinitionArns: items, ...more }
}

const listFamilies: Action = context => {
  const { familyPrefix = '', status = 'ALL' } = context.parameters
  const active = new Set(all(context).flatMap(one => (one.status === 'ACTIVE' ? one.family : [])))
  const families = [...new Set(all(context).map(({ family }) => family))]
    .filter(family => family.startsWith(String(familyPrefix)))
    .filter(family => status === 'ALL' || active.has(family) === (status === 'ACTIVE'))
    .sort()
  const { items, ...more } = page(context, families)
  return { families: items, ...more }
}

function all({ store, region }: Context): TaskDefinition[] {
  return [...store.families].flatMap(([key, revisions]) => (key.startsWith(`${region}/`) ? revisions : []))
}

export const taskDefinitionActions: Readonly<Record<string, Action>> = {
  RegisterTaskDefinition: register,
  DescribeTaskDefinition: describe,
  DeregisterTaskDefinition: deregister,
  ListTaskDefinitions: list,
  ListTaskDefinitionFamilies: listFamilies,
}
