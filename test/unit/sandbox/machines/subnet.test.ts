import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hostNameOf, macAddressOf, sandboxName, subnetOf } from '#sandbox/machines/subnet.ts'

describe('the subnet of a sandbox', () => {
  test('is a /24 in 10.64.0.0/10, always the same', () => {
    fc.assert(
      fc.property(fc.string(), stateFolder => {
        const { cidr, bridgeAddress, hostAddress } = subnetOf(stateFolder)
        const [, second = Number.NaN] = /^10\.(\d+)\.\d+\.0\/24$/.exec(cidr)?.map(Number) ?? []
        expect(second).toBeGreaterThanOrEqual(64)
        expect(second).toBeLessThan(128)
        expect([bridgeAddress, hostAddress]).toEqual([cidr.replace('0/24', '1'), cidr.replace('0/24', '254')])
        expect(subnetOf(stateFolder).cidr).toBe(cidr)
      }),
    )
  })

  test('differs between state folders', () => {
    expect(subnetOf('/var/lib/one').cidr).not.toBe(subnetOf('/var/lib/two').cidr)
  })

  test("has an interface name on the host of at most 15 characters, the kernel's limit", () => {
    expect(`pecs-${sandboxName('/some/where')}`.length).toBeLessThanOrEqual(15)
  })
})

describe('machine addresses', () => {
  test('determine the MAC address and the host name', () => {
    expect(macAddressOf('10.64.0.10')).toBe('02:00:0a:40:00:0a')
    expect(hostNameOf('10.64.0.10')).toBe('ip-10-64-0-10')
  })
})
