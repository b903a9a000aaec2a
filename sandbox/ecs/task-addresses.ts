import type { Ports } from './ports.ts'

/** sandbox/moto/patches/addresses.py gives the addresses below to instances. */
const first = 170
const last = 250

/** Addresses for tasks with their own network interface, assigned in turn so that none is reused soon. */
export function createTaskAddresses(gateway: string): Ports['addresses'] {
  const prefix = gateway.slice(0, gateway.lastIndexOf('.'))
  const used = new Set<string>()
  let next = first
  return {
    gateway,
    take() {
      for (let tried = first; tried <= last; tried++) {
        const address = `${prefix}.${next}`
        next = next === last ? first : next + 1
        if (used.has(address)) continue
        used.add(address)
        return address
      }
      return undefined
    },
    giveBack: address => void used.delete(address),
  }
}
