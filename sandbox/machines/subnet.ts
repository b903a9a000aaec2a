import { createHash } from 'node:crypto'
import type { Subnet } from './types.ts'

/** The sandbox's /24 in 10.64.0.0/10, derived from the state folder. */
export function subnetOf(stateFolder: string): Subnet {
  const [first = 0, second = 0] = createHash('sha256').update(stateFolder).digest()
  const prefix = `10.${64 + (first % 64)}.${second}`
  return { cidr: `${prefix}.0/24`, bridgeAddress: `${prefix}.1`, hostAddress: `${prefix}.254` }
}

/** Eight hexadecimal digits in the names of the sandbox's interfaces and control groups. */
export function sandboxName(stateFolder: string): string {
  return createHash('sha256').update(stateFolder).digest('hex').slice(0, 8)
}

/** A locally administered MAC address, derived from the IPv4 address as in Docker. */
export function macAddressOf(address: string): string {
  const octets = address.split('.').map(octet => Number(octet).toString(16).padStart(2, '0'))
  return ['02', '00', ...octets].join(':')
}

/** EC2's host name for an instance with that private address. */
export function hostNameOf(address: string): string {
  return `ip-${address.replaceAll('.', '-')}`
}
