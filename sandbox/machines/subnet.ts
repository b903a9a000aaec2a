import { createHash } from 'node:crypto'
import type { Subnet } from './types.ts'

/** The sandbox's /24, out of 10.64.0.0/10; the same state folder always gives the same one. */
export function subnetOf(stateFolder: string): Subnet {
  const [first = 0, second = 0] = createHash('sha256').update(stateFolder).digest()
  const prefix = `10.${64 + (first % 64)}.${second}`
  return { cidr: `${prefix}.0/24`, bridgeAddress: `${prefix}.1`, hostAddress: `${prefix}.254` }
}

/** Eight hexadecimal digits that tell the interfaces and control groups of one sandbox from another's. */
export function sandboxName(stateFolder: string): string {
  return createHash('sha256').update(stateFolder).digest('hex').slice(0, 8)
}

/** A locally administered MAC address, made of the IPv4 address as Docker and EC2's own tools do. */
export function macAddressOf(address: string): string {
  const octets = address.split('.').map(octet => Number(octet).toString(16).padStart(2, '0'))
  return ['02', '00', ...octets].join(':')
}

/** The name that EC2 gives to an instance with that private address. */
export function hostNameOf(address: string): string {
  return `ip-${address.replaceAll('.', '-')}`
}
