import { writeFileSync } from 'node:fs'
import { loadAwsServiceSpec } from '@aws-cdk/aws-service-spec'
import type { ResourceType } from './resource-type.ts'

/** Types with behavior: a kind in sandbox/moto/resources/kinds each; the engine makes nested stacks. */
const typesWithBehavior = [
  ...['ScalableTarget', 'ScalingPolicy'].map(name => `ApplicationAutoScaling::${name}`),
  ...['AutoScalingGroup', 'LaunchConfiguration', 'LifecycleHook', 'ScalingPolicy', 'ScheduledAction'].map(
    name => `AutoScaling::${name}`,
  ),
  ...['Stack', 'WaitCondition', 'WaitConditionHandle'].map(name => `CloudFormation::${name}`),
  'CloudWatch::Alarm',
  ...['LaunchTemplate', 'SecurityGroup', 'SecurityGroupEgress', 'SecurityGroupIngress'].map(
    name => `EC2::${name}`,
  ),
  ...['EIP', 'InternetGateway', 'NatGateway', 'Route', 'RouteTable', 'Subnet'].map(name => `EC2::${name}`),
  ...['SubnetRouteTableAssociation', 'VPC', 'VPCEndpoint', 'VPCGatewayAttachment'].map(
    name => `EC2::${name}`,
  ),
  'ECR::Repository',
  ...['CapacityProvider', 'Cluster', 'ClusterCapacityProviderAssociations', 'Service', 'TaskDefinition'].map(
    name => `ECS::${name}`,
  ),
  ...['Listener', 'ListenerCertificate', 'ListenerRule', 'LoadBalancer', 'TargetGroup'].map(
    name => `ElasticLoadBalancingV2::${name}`,
  ),
  ...['InstanceProfile', 'ManagedPolicy', 'Policy', 'Role'].map(name => `IAM::${name}`),
  ...[
    'Logs::LogGroup',
    'S3::Bucket',
    'S3::BucketPolicy',
    'SecretsManager::Secret',
    'SNS::Subscription',
    'SNS::Topic',
    'SSM::Parameter',
  ],
].map(name => `AWS::${name}`)

/** Types without behavior (actuator/remembered.ts). Add a line, then run `npm run resource-types`. */
const rememberedTypes = ['Events::Rule', 'Route53::RecordSet', 'Scheduler::Schedule'].map(
  name => `AWS::${name}`,
)

/** The facts of resource-types.json, from the resource schemas that AWS publishes. */
export async function resourceTypes(): Promise<Record<string, ResourceType>> {
  const database = await loadAwsServiceSpec()
  const names = [...typesWithBehavior, ...rememberedTypes].sort()
  return Object.fromEntries(names.map(name => [name, resourceType(database, name)]))
}

/** Names of all types that AWS publishes, by service: `{"ECS": ["Cluster", …]}`. */
export async function typesOfAws(): Promise<Record<string, string[]>> {
  const database = await loadAwsServiceSpec()
  const services = new Map<string, string[]>()
  for (const { cloudFormationType } of database.all('resource')) {
    const [, service = '', name = ''] = cloudFormationType.split('::')
    services.set(service, [...(services.get(service) ?? []), name].sort())
  }
  return Object.fromEntries([...services].sort(([one], [other]) => one.localeCompare(other)))
}

function resourceType(database: Database, name: string): ResourceType {
  const resource = specification(database, name)
  if (resource === undefined) throw new Error(`@aws-cdk/aws-service-spec has no type ${name}`)
  const paths = replacementPaths(database, resource.properties, [])
  const required = Object.keys(resource.properties).filter(key => resource.properties[key]?.required === true)
  const [identifier, ...more] = resource.primaryIdentifier ?? []
  const isChosen =
    identifier !== undefined && identifier in resource.properties && !required.includes(identifier)
  return {
    name: isChosen && more.length === 0 ? identifier : null,
    properties: Object.keys(resource.properties).sort(),
    required,
    attributes: Object.keys(resource.attributes).sort(),
    replacedByChangeOf: paths.filter(({ isCertain }) => isCertain).map(({ path }) => path),
    perhapsReplacedByChangeOf: paths.filter(({ isCertain }) => !isCertain).map(({ path }) => path),
    remembered: rememberedTypes.includes(name)
      ? {
          ref: resource.cfnRefIdentifier ?? resource.primaryIdentifier ?? [],
          arn: resource.arnTemplate ?? null,
        }
      : null,
  }
}

type Database = Awaited<ReturnType<typeof loadAwsServiceSpec>>
type Property = NonNullable<ReturnType<typeof specification>>['properties'][string]
type PropertyType = Property['type']

function specification(database: Database, name: string) {
  return database.lookup('resource', 'cloudFormationType', 'equals', name)[0]
}

interface ReplacementPath {
  readonly path: string
  readonly isCertain: boolean
}

/** Paths (`A/B`, without the indexes of lists) of properties whose change replaces the resource. */
function replacementPaths(
  database: Database,
  properties: Readonly<Record<string, Property>>,
  parents: readonly string[],
): ReplacementPath[] {
  return Object.entries(properties).flatMap(([name, property]) => {
    const path = [...parents, name].join('/')
    if (property.causesReplacement === 'yes') return [{ path, isCertain: true }]
    if (property.causesReplacement === 'maybe') return [{ path, isCertain: false }]
    const definition = definitionOf(property.type)
    if (definition === null || parents.includes(name)) return []
    return replacementPaths(database, database.get('typeDefinition', definition).properties, [
      ...parents,
      name,
    ])
  })
}

/** Id of the structure that a property holds, or a list of it. */
function definitionOf(type: PropertyType): string | null {
  if (type.type === 'ref') return type.reference.$ref
  return type.type === 'array' ? definitionOf(type.element) : null
}

if (import.meta.main) {
  const write = (name: string, data: object) =>
    writeFileSync(new URL(name, import.meta.url), JSON.stringify(data, null, 2))
  write('resource-types.json', await resourceTypes())
  write('types-of-aws.json', await typesOfAws())
}
