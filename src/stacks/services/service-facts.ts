import type { Service } from '../../aws/ecs-service.ts'
import type { ChangeSet, ResourceChange } from '../../aws/stack.ts'
import { type TaskDefinition, toTaskDefinition, unknownYet } from '../../aws/task-definition.ts'
import type { StacksContext } from '../context.ts'
import { actionOf } from '../plan/planned-change.ts'
import type { Evaluate } from '../template/evaluate.ts'
import type { Template } from '../template/template.ts'
import { assertArchitecture, imageFacts } from './image-facts.ts'
import type { ServiceFacts } from './plan-service.ts'
import { known, numberOf, type Properties, propertiesOf, textOf, toCamelCase } from './properties.ts'
import { serviceOfArn } from './service-arn.ts'
import { serviceType } from './watch-services.ts'

const taskDefinitionType = 'AWS::ECS::TaskDefinition'

type Context = Pick<StacksContext, 'clients' | 'region' | 'caller'>

/**
 * What the plan of each service in a change set needs to know; no call without a service. What cannot be read is
 * unknown in the plan.
 *
 * @throws ToolError IMAGE_NOT_FOUND, IMAGE_OTHER_ARCHITECTURE
 */
export async function serviceFacts(
  { changes }: Pick<ChangeSet, 'changes'>,
  template: Template,
  evaluate: Evaluate,
  context: Context,
): Promise<readonly ServiceFacts[]> {
  const services = changes.filter(({ type, action }) => type === serviceType && action !== 'Remove')
  if (services.length === 0) return []
  const { accountId } = await context.caller()
  const read = (change: ResourceChange) => propertiesOf(change, template, evaluate)
  return Promise.all(services.map(change => factsOf(change, changes, template, read, accountId, context)))
}

async function factsOf(
  change: ResourceChange,
  changes: readonly ResourceChange[],
  template: Template,
  read: (change: ResourceChange) => Properties | undefined,
  accountId: string,
  context: Context,
): Promise<ServiceFacts> {
  const given = read(change)
  const properties = given ?? {}
  const service = await currentService(change, context)
  const [before, after] = await Promise.all([
    service === null ? null : definition(service.taskDefinition, context),
    newDefinition(change, changes, properties, service, template, read, context),
  ])
  const cluster = service === null ? clusterOf(given) : (serviceOfArn(service.arn)?.cluster ?? null)
  const named = (definitions: readonly (TaskDefinition | null)[]) => [
    ...new Set(definitions.flatMap(found => found?.containers.flatMap(({ image }) => image ?? []) ?? [])),
  ]
  const [images, placement] = await Promise.all([
    imageFacts({ needed: named([after]), others: after === null ? [] : named([before]) }, accountId, context),
    after === null || cluster === null ? nowhere : instancesOf(cluster, properties, context),
  ])
  const configuration = (known(properties.DeploymentConfiguration) ?? {}) as Properties
  const facts: ServiceFacts = {
    logicalId: change.logicalId,
    action: actionOf(change),
    service,
    desired: numberOf(properties.DesiredCount),
    minimumPercent: numberOf(configuration.MinimumHealthyPercent) ?? 100,
    maximumPercent: numberOf(configuration.MaximumPercent) ?? 200,
    placement: constraintsOf(properties),
    isDaemon: textOf(properties.SchedulingStrategy) === 'DAEMON',
    before,
    after,
    images,
    ...placement,
  }
  assertArchitecture(facts)
  return facts
}

const nowhere = { instances: null, isScaled: false }

async function currentService(
  { physicalId, action }: ResourceChange,
  { clients }: Context,
): Promise<Service | null> {
  const cluster = physicalId === null || action === 'Add' ? null : (serviceOfArn(physicalId)?.cluster ?? null)
  if (physicalId === null || cluster === null) return null
  try {
    const [found] = await (await clients.ecs()).services(cluster, [physicalId])
    return found?.status === 'ACTIVE' ? found : null
  } catch {
    return null
  }
}

async function definition(name: string, { clients }: Context): Promise<TaskDefinition | null> {
  return (await (await clients.ecs()).taskDefinition(name).catch(() => undefined)) ?? null
}

/** Null if the service keeps its task definition. */
async function newDefinition(
  change: ResourceChange,
  changes: readonly ResourceChange[],
  { TaskDefinition: named }: Properties,
  service: Service | null,
  template: Template,
  read: (change: ResourceChange) => Properties | undefined,
  context: Context,
): Promise<TaskDefinition | null> {
  const created = changes.filter(
    ({ type, nestedIn, action, replacement }) =>
      type === taskDefinitionType &&
      nestedIn.join('/') === change.nestedIn.join('/') &&
      (action === 'Add' || replacement === 'True'),
  )
  const written =
    change.nestedIn.length === 0 ? template.resources[change.logicalId]?.properties.TaskDefinition : undefined
  const references = [
    JSON.stringify(written ?? ''),
    ...change.details.map(({ causingEntity }) => `"${causingEntity}"`),
  ]
  const own =
    created.find(({ logicalId }) => references.some(text => text.includes(`"${logicalId}"`))) ??
    (textOf(named) === null && created.length === 1 ? created[0] : undefined)
  if (own !== undefined) {
    const found = read(own)
    return found === undefined ? null : toTaskDefinition(toCamelCase(found))
  }
  const name = textOf(named)
  if (name === null || name === service?.taskDefinition) return null
  return definition(name, context)
}

/** Null if only CloudFormation knows it. */
function clusterOf(properties: Properties | undefined): string | null {
  if (properties === undefined) return null
  return properties.Cluster === undefined ? 'default' : textOf(properties.Cluster)
}

function constraintsOf({ PlacementConstraints }: Properties): ServiceFacts['placement'] {
  const all = (Array.isArray(PlacementConstraints) ? PlacementConstraints : []) as readonly Properties[]
  return {
    expressions: all.flatMap(({ Type, Expression }) =>
      Type === 'memberOf' && typeof Expression === 'string' ? [Expression] : [],
    ),
    isDistinct: all.some(({ Type }) => Type === 'distinctInstance'),
  }
}

async function instancesOf(
  cluster: string,
  { CapacityProviderStrategy, LaunchType }: Properties,
  { clients }: Context,
): Promise<Pick<ServiceFacts, 'instances' | 'isScaled'>> {
  if ([LaunchType, CapacityProviderStrategy].includes(unknownYet)) return nowhere
  const launchType = textOf(LaunchType)
  if (launchType !== null && launchType !== 'EC2') return nowhere
  try {
    const client = await clients.ecs()
    const strategy = (
      Array.isArray(CapacityProviderStrategy) ? CapacityProviderStrategy : []
    ) as readonly Properties[]
    const own = strategy.flatMap(({ CapacityProvider }) => textOf(CapacityProvider) ?? [])
    const [instances, defaults] = await Promise.all([
      client.placementInstances(cluster),
      strategy.length > 0 || launchType !== null ? [] : client.defaultCapacityProviders(cluster),
    ])
    const providers = [...own, ...defaults]
    if (providers.some(name => name.startsWith('FARGATE'))) return nowhere
    const isScaled = await client.hasManagedScaling(providers)
    const takers = instances.filter(
      ({ capacityProvider }) =>
        own.length === 0 || (capacityProvider !== null && own.includes(capacityProvider)),
    )
    return { instances: takers, isScaled }
  } catch {
    return nowhere
  }
}
