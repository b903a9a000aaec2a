import type { Ec2 } from '../aws/ec2.ts'
import { buildTypes } from '../config/build-types.ts'
import type { ImageSettings } from '../config/settings.ts'
import { ToolError } from '../errors/tool-error.ts'
import type { BuildFinished } from '../packer/progress.ts'

/** EC2 could not launch the build instance in the zone of its subnet. */
export interface ZoneRefusal {
  /** Undefined when EC2 does not name it. */
  readonly zone: string | undefined
  readonly message: string
}

/** Undefined for a build that succeeded, or failed for another reason. */
export function zoneRefusal({ failure }: BuildFinished): ZoneRefusal | undefined {
  const { stage, message = '' } = failure ?? {}
  if (!refusals.test(message) || (stage !== 'launch' && stage !== 'boot')) return undefined
  return { zone: /\(([a-z]{2}-[a-z0-9-]*\d[a-z0-9-]*)\)/.exec(message)?.[1], message }
}

/** Of RunInstances; and of a fleet, of which Packer shows the messages without their codes. */
const refusals =
  /InsufficientInstanceCapacity|\bUnsupported: .*Availability Zone|is not supported in your requested Availability Zone|no Spot capacity available|Unable to fulfill capacity/s

type Launch = Pick<ImageSettings, 'instanceType' | 'spot' | 'network'>
type Lookup = Pick<Ec2, 'zonesOffering' | 'zonesOfSubnets'>

/**
 * Finds the zone of the next launch after that in `refused`, which is undefined when EC2 does not name it. It has a subnet
 * of `network.subnetFilter`, offers the instance type and was not tried before. The result is undefined when there is no
 * such zone, or when the configuration or EC2 itself chooses the subnet.
 */
export type NextZone = (refused: string | undefined, ec2: Lookup) => Promise<string | undefined>

export function zonesInTurn({ network: { subnetFilter, vpc }, ...launch }: Launch): NextZone {
  const tried: string[] = []
  return async (refused, ec2) => {
    if (subnetFilter === null) return undefined
    const filters = { ...subnetFilter, state: 'available', ...(vpc === null ? {} : { 'vpc-id': vpc }) }
    const [offering, withSubnet] = await Promise.all([
      zonesOffering(launch, ec2),
      ec2.zonesOfSubnets(filters),
    ])
    if (refused !== undefined) tried.push(refused)
    // Packer chooses the subnet with the most free addresses.
    else if (tried.length === 0) tried.push(...withSubnet.slice(0, 1))
    const next = withSubnet.find(zone => offering.includes(zone) && !tried.includes(zone))
    if (next !== undefined) tried.push(next)
    return next
  }
}

/** With the zones that offer the instance type, as far as they can be read. */
export async function notAvailable(
  { zone, message }: ZoneRefusal,
  launch: Launch,
  ec2: Lookup,
): Promise<ToolError> {
  const offering = (await zonesOffering(launch, ec2).catch(() => [])).filter(other => other !== zone)
  const others =
    offering.length === 0 ? 'another zone' : `a zone that offers the type: ${offering.join(', ')}`
  return new ToolError(
    'INSTANCE_TYPE_NOT_AVAILABLE',
    `EC2 cannot launch ${launchWords(launch)}${zone === undefined ? '' : ` in ${zone}`} now`,
    {
      details: message.split('\n').slice(0, 3),
      why: 'The zone does not offer the type, or has no capacity for it at the moment.',
      hint: `Set network.subnet to a subnet in ${others}. ${launch.spot === null ? 'Or set another instanceType,' : 'Or add types to spot.instanceTypes, remove "spot",'} or bake again later.`,
    },
  )
}

/** What EC2 is asked to launch: `a t3.medium`, `a spot instance (t3.medium, m7i.large)`. */
export function launchWords(launch: Pick<Launch, 'instanceType' | 'spot'>): string {
  const types = buildTypes(launch).join(', ')
  return launch.spot === null ? `a ${types}` : `a spot instance (${types})`
}

async function zonesOffering(launch: Pick<Launch, 'instanceType' | 'spot'>, ec2: Lookup): Promise<string[]> {
  const ofEach = await Promise.all(buildTypes(launch).map(type => ec2.zonesOffering(type)))
  return [...new Set(ofEach.flat())]
}
