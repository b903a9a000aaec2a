import type { Ec2 } from '../aws/ec2.ts'
import type { Json } from '../config/settings.ts'
import type { Evaluate } from '../stacks/template/evaluate.ts'
import type { Launch } from './request.ts'

type Properties = Readonly<Record<string, Json>>

/** How instances of a stack reach AWS, as far as the template says it. */
export interface LaunchNetwork {
  /** `PROXY_URL` and `NO_PROXY` of the user data; empty without a proxy. */
  readonly proxy: Readonly<Record<string, string>>
  /** Null: as the subnet says. */
  readonly publicAddress: boolean | null
  /** Names that only CloudFormation can evaluate. */
  readonly unknown: readonly string[]
}

export function launchNetwork(properties: readonly Properties[], evaluate: Evaluate): LaunchNetwork {
  const found = properties
    .flatMap(({ UserData }) => settingsIn(UserData))
    .map(({ name, text }) => [name, evaluate({ 'Fn::Sub': text })] as const)
  const known = found.flatMap(([name, value]) =>
    // A variable can contribute further lines.
    typeof value === 'string' && value.trim() !== ''
      ? [[name, value.split('\n')[0]?.trim() ?? ''] as const]
      : [],
  )
  return {
    proxy: Object.fromEntries(known),
    publicAddress: publicAddressOf(properties, evaluate),
    unknown: found.flatMap(([name, value]) => (value === undefined ? [name] : [])),
  }
}

/** The subnets in whose zones EC2 offers one of the types; all of them if there are none. */
export async function offeringSubnets(
  { subnetIds, instanceTypes }: Pick<Launch, 'subnetIds' | 'instanceTypes'>,
  ec2: Pick<Ec2, 'zonesOffering' | 'zonesOfSubnets'>,
): Promise<readonly string[]> {
  const zones = (await Promise.all(instanceTypes.map(type => ec2.zonesOffering(type)))).flat()
  const offering = await Promise.all(
    subnetIds.map(async id =>
      (await ec2.zonesOfSubnets({ 'subnet-id': id })).some(zone => zones.includes(zone)),
    ),
  )
  const fitting = subnetIds.filter((_, index) => offering[index])
  return fitting.length === 0 ? subnetIds : fitting
}

interface Setting {
  readonly name: string
  /** Argument of `Fn::Sub`. */
  readonly text: Json
}

/** The lines `PROXY_URL=…` and `NO_PROXY=…`, wherever they are in the user data. */
function settingsIn(value: Json | undefined, variables?: Json): Setting[] {
  if (typeof value === 'string') {
    return [...value.matchAll(/^\s*(PROXY_URL|NO_PROXY)=(.*)$/gm)].map(([, name = '', text = '']) => ({
      name,
      text: variables === undefined ? text : [text, variables],
    }))
  }
  if (typeof value !== 'object' || value === null) return []
  const [text, own] = Array.isArray(value) ? (value as readonly Json[]) : []
  // The two arguments of Fn::Sub.
  if (typeof text === 'string' && isObject(own)) return settingsIn(text, own)
  return Object.values(value).flatMap(child => settingsIn(child as Json, variables))
}

function publicAddressOf(properties: readonly Properties[], evaluate: Evaluate): boolean | null {
  const values = properties.flatMap(({ NetworkInterfaces, AssociatePublicIpAddress }) => {
    const interfaces = evaluate(NetworkInterfaces)
    const [first] = Array.isArray(interfaces) ? (interfaces as readonly Json[]) : []
    return [isObject(first) ? first.AssociatePublicIpAddress : undefined, evaluate(AssociatePublicIpAddress)]
  })
  const found = values.find(value => value !== undefined && value !== null)
  return found === undefined ? null : String(found) === 'true'
}

function isObject(value: Json | undefined): value is Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
