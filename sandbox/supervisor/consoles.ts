import type { Machine } from '../machines/types.ts'

export interface Consoles {
  /** Makes the machine's console readable, also after its termination. */
  follow(machine: Machine): void
  /** Undefined if the machine does not exist. */
  read(instanceId: string): Promise<string> | undefined
}

/** EC2 keeps a terminated instance's console for an hour (EC2 user guide, console output). */
const keptMachines = 200

/** Consoles of the present machines and of the last terminated ones. */
export function createConsoles(): Consoles {
  const machines = new Map<string, Machine>()
  return {
    follow(machine) {
      machines.set(machine.instanceId, machine)
      const terminated = [...machines.values()].filter(({ state }) => state === 'terminated')
      for (const { instanceId } of terminated.slice(0, -keptMachines)) machines.delete(instanceId)
    },
    read: instanceId => machines.get(instanceId)?.consoleOutput(),
  }
}
