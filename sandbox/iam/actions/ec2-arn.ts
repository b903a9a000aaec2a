import type { ApiCall } from '../api-call.ts'
import type { Lookups } from '../need.ts'

/** ARNs of AMIs and snapshots have no account. */
const withoutAccount = new Set(['image', 'snapshot'])

const typeOfPrefix: Readonly<Record<string, string>> = {
  ami: 'image',
  eipalloc: 'elastic-ip',
  eni: 'network-interface',
  i: 'instance',
  igw: 'internet-gateway',
  key: 'key-pair',
  lt: 'launch-template',
  nat: 'natgateway',
  rtb: 'route-table',
  sg: 'security-group',
  sgr: 'security-group-rule',
  sir: 'spot-instances-request',
  snap: 'snapshot',
  subnet: 'subnet',
  vol: 'volume',
  vpc: 'vpc',
  vpce: 'vpc-endpoint',
}

/** ARN of an EC2 resource. The id of a resource that the call creates is `*`. */
export function ec2Arn({ region }: ApiCall, { accountId }: Lookups, type: string, id: string): string {
  return `arn:aws:ec2:${region}:${withoutAccount.has(type) ? '' : accountId}:${type}/${id}`
}

/** Resource type of an id such as `ami-…`. */
export function typeOfId(id: string): string {
  return typeOfPrefix[id.slice(0, id.lastIndexOf('-'))] ?? 'unknown'
}
