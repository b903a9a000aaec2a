import type { Ec2 } from '../aws/ec2.ts'
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
  const isRefused =
    /InsufficientInstanceCapacity/.test(message) || /\bUnsupported: .*Availability Zone/s.test(message)
  if (!isRefused || (stage !== 'launch' && stage !== 'boot')) return undefined
  return { zone: /\(([a-z]{2}[a-z0-9-]*-\d[a-z0-9-]*)\)/.exec(message)?.[1], message }
}

type Launch = Pick<ImageSettings, 'instanceType' | 'network'>
type Lookup = Pick<Ec2, 'zonesOffering' | 'zonesOfSubnets'>

/**
 * A zone that has a subnet of `network.subnetFilter` and offers the instance type; undefined when there is no other, or
 * when the configuration or EC2 itself chooses the subnet.
 */
export async function otherZone(
  { instanceType, network }: Launch,
  tried: readonly string[],
  ec2: Lookup,
): Promise<string | undefined> {
  const { subnetFilter, vpc } = network
  if (subnetFilter === null) return undefined
  const filters = { ...subnetFilter, state: 'available', ...(vpc === null ? {} : { 'vpc-id': vpc }) }
  const [offering, withSubnet] = await Promise.all([
    ec2.zonesOffering(instanceType),
    ec2.zonesOfSubnets(filters),
  ])
  return withSubnet.find(zone => offering.includes(zone) && !tried.includes(zone))
}

/** With the zones that offer the instance type, as far as they can be read. */
export async function notAvailable(
  { zone, message }: ZoneRefusal,
  { instanceType }: Launch,
  ec2: Lookup,
): Promise<ToolError> {
  const offering = (await ec2.zonesOffering(instanceType).catch(() => [])).filter(other => other !== zone)
  const others =
    offering.length === 0 ? 'another zone' : `a zone that offers the type: ${offering.join(', ')}`
  return new ToolError(
    'INSTANCE_TYPE_NOT_AVAILABLE',
    `EC2 cannot launch a ${instanceType}${zone === undefined ? '' : ` in ${zone}`} now`,
    {
      details: message.split('\n').slice(0, 3),
      why: 'The zone does not offer the type, or has no capacity for it at the moment.',
      hint: `Set network.subnet to a subnet in ${others}. Or set another instanceType, or bake again later.`,
    },
  )
}
