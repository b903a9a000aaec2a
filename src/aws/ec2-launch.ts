import {
  DescribeInstanceTypesCommand,
  DescribeSnapshotsCommand,
  DescribeSubnetsCommand,
  type EC2Client,
  paginateDescribeInstanceTypeOfferings,
  paginateDescribeSubnets,
} from '@aws-sdk/client-ec2'
import { errorCode, translated } from './errors.ts'

/** Calls that find out whether and where an AMI can be launched; a part of `Ec2`. */
export interface Ec2Launch {
  /** Architectures of an instance type, e.g. `x86_64` and `i386`; undefined when the region has no such type. */
  architectures(instanceType: string): Promise<readonly string[] | undefined>
  /** Whether the console of its instances is late: EC2 has the latest output of Nitro instances only. */
  isXen(instanceType: string): Promise<boolean>
  /** ARNs of the keys of the encrypted snapshots; without snapshots that the caller cannot see. */
  snapshotKeys(snapshotIds: readonly string[]): Promise<readonly string[]>
  /** The Availability Zones that offer an instance type, in order. */
  zonesOffering(instanceType: string): Promise<readonly string[]>
  /** The zones of the subnets that match the filters, the one with the most free addresses first. */
  zonesOfSubnets(filters: Readonly<Record<string, string>>): Promise<readonly string[]>
  /** The default VPC and its default subnets; undefined when the region has none. */
  defaultNetwork(): Promise<DefaultNetwork | undefined>
}

export interface DefaultNetwork {
  readonly vpcId: string
  /** One for each Availability Zone, in the order of the zones. */
  readonly subnetIds: readonly string[]
}

export function ec2Launch(client: EC2Client): Ec2Launch {
  return {
    architectures: instanceType =>
      translated('ec2:DescribeInstanceTypes', async () => {
        try {
          const command = new DescribeInstanceTypesCommand({ InstanceTypes: [instanceType as never] })
          const { InstanceTypes = [] } = await client.send(command)
          return InstanceTypes[0]?.ProcessorInfo?.SupportedArchitectures
        } catch (error) {
          if (/^InvalidInstanceType/.test(errorCode(error))) return undefined
          throw error
        }
      }),

    isXen: instanceType =>
      translated('ec2:DescribeInstanceTypes', async () => {
        const command = new DescribeInstanceTypesCommand({ InstanceTypes: [instanceType as never] })
        return (await client.send(command)).InstanceTypes?.[0]?.Hypervisor === 'xen'
      }),

    snapshotKeys: snapshotIds =>
      translated('ec2:DescribeSnapshots', async () => {
        const Filters = [{ Name: 'snapshot-id', Values: [...snapshotIds] }]
        const { Snapshots = [] } = await client.send(new DescribeSnapshotsCommand({ Filters }))
        return [...new Set(Snapshots.flatMap(({ KmsKeyId }) => KmsKeyId ?? []))]
      }),

    zonesOffering: instanceType =>
      translated('ec2:DescribeInstanceTypeOfferings', async () => {
        const pages = paginateDescribeInstanceTypeOfferings(
          { client },
          {
            LocationType: 'availability-zone',
            Filters: [{ Name: 'instance-type', Values: [instanceType] }],
          },
        )
        const zones: string[] = []
        for await (const { InstanceTypeOfferings = [] } of pages)
          zones.push(...InstanceTypeOfferings.flatMap(({ Location }) => Location ?? []))
        return zones.toSorted()
      }),

    zonesOfSubnets: filters =>
      translated('ec2:DescribeSubnets', async () => {
        const Filters = Object.entries(filters).map(([Name, value]) => ({ Name, Values: [value] }))
        const found: { readonly zone: string; readonly free: number }[] = []
        for await (const { Subnets = [] } of paginateDescribeSubnets({ client }, { Filters })) {
          for (const { AvailabilityZone = '', AvailableIpAddressCount = 0 } of Subnets)
            found.push({ zone: AvailabilityZone, free: AvailableIpAddressCount })
        }
        return [...new Set(found.toSorted((a, b) => b.free - a.free).map(({ zone }) => zone))]
      }),

    // Only the default VPC has such subnets.
    defaultNetwork: () =>
      translated('ec2:DescribeSubnets', async () => {
        const Filters = [{ Name: 'default-for-az', Values: ['true'] }]
        const { Subnets = [] } = await client.send(new DescribeSubnetsCommand({ Filters }))
        const byZone = Subnets.toSorted((one, other) =>
          (one.AvailabilityZone ?? '').localeCompare(other.AvailabilityZone ?? ''),
        )
        const vpcId = byZone[0]?.VpcId
        if (vpcId === undefined) return undefined
        return { vpcId, subnetIds: byZone.flatMap(({ SubnetId }) => SubnetId ?? []) }
      }),
  }
}
