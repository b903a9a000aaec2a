import { createHash } from 'node:crypto'
import type { RememberedType, ResourceType } from '../resource-types/resource-type.ts'
import type { Json, Properties, ResourceRecord, ResourceRequest } from '../types.ts'

export interface Identity extends ResourceRecord {
  /** The resource's name or id. */
  readonly label: string
}

export interface IdentitySource {
  readonly accountId: string
  /** Of a resource that exists; undefined for a new one. */
  readonly label: string | undefined
  /** Random; names and ids are derived from it. */
  readonly seed: string
}

type Remembered = Pick<ResourceType, 'properties' | 'attributes'> & { readonly remembered: RememberedType }

/** What Ref and Fn::GetAtt return for a resource that no service knows. */
export function identify(
  { properties: declared, attributes, remembered }: Remembered,
  request: Pick<ResourceRequest, 'type' | 'properties' | 'region' | 'stackName' | 'logicalId'>,
  { accountId, label: present, seed }: IdentitySource,
): Identity {
  const { type, properties, region } = request
  const kind = type.split('::')[2] ?? type
  const main = remembered.ref.at(-1) ?? 'Id'
  const isNamed = declared.includes(main) || main.endsWith('Arn')
  const label =
    present ?? (isNamed ? nameOf(request, [main, `${kind}Name`, 'Name'], seed) : idOf(kind, main, seed))
  const arn = arnOf(remembered.arn ?? defaultArn(type), { region, accountId, properties, label })
  const partOf = (name: string): Json | undefined => {
    if (properties[name] !== undefined) return properties[name]
    if (/^[^.]*Arn$/.test(name)) return arn
    return [main, `${kind}Name`, `${kind}Id`, 'Name', 'Id'].includes(name) ? label : undefined
  }
  // An optional part that is not given is left out: `BUS|RULE`, but `RULE` on the default bus.
  const physicalId = remembered.ref.map(partOf).filter(part => part !== undefined)
  return {
    label,
    physicalId: physicalId.join('|'),
    attributes: Object.fromEntries(attributes.map(name => [name, partOf(name) ?? `${label}/${name}`])),
  }
}

type Named = Pick<ResourceRequest, 'properties' | 'stackName' | 'logicalId'>

/** The template's choice, or a generated name that every service accepts: lower case, at most 63 characters. */
function nameOf(
  { properties, stackName, logicalId }: Named,
  choices: readonly string[],
  seed: string,
): string {
  const chosen = choices.map(choice => properties[choice]).find(value => typeof value === 'string')
  if (chosen !== undefined) return chosen
  const suffix = BigInt(`0x${digest(seed)}`)
    .toString(36)
    .slice(-12)
  return `${`${stackName}-${logicalId}`.toLowerCase().slice(0, 50)}-${suffix}`
}

/** `VpcId` → `vpc-0123456789abcdef0`. */
function idOf(kind: string, main: string, seed: string): string {
  return `${kebab(main.replace(/Id$/, '') || kind)}-${digest(seed).slice(0, 17)}`
}

/** `AWS::ECS::Service` → `arn:${Partition}:ecs:${Region}:${Account}:service/${Name}`. */
function defaultArn(type: string): string {
  const [, service = '', kind = ''] = type.split('::')
  return `arn:\${Partition}:${service.toLowerCase()}:\${Region}:\${Account}:${kebab(kind)}/\${Name}`
}

function arnOf(
  template: string,
  values: {
    readonly region: string
    readonly accountId: string
    readonly properties: Properties
    readonly label: string
  },
): string {
  const known: Properties = {
    ...values.properties,
    Partition: 'aws',
    Region: values.region,
    Account: values.accountId,
  }
  return template.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => String(known[name] ?? values.label))
}

function kebab(name: string): string {
  return name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase()
}

function digest(seed: string): string {
  return createHash('sha256').update(seed).digest('hex')
}
