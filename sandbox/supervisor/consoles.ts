import type { Machine } from '../machines/types.ts'

export interface Consoles {
  /** From now on the machine's console can be read, even when it is gone. */
  follow(machine: Machine): void
  /** Undefined when there was no such machine. */
  read(instanceId: string): Promise<string> | undefined
}

/** EC2 keeps a terminated instance's console for an hour (EC2 user guide, console output). */
const keptMachines = 200

/** Consoles of the machines that are there, and of the last ones that were. */
export function createConsoles(): Consoles {
  const machines = new Map<string, Machine>()
  return {
    follow(machine) {
      machines.set(machine.instanceId, machine)
      const gone = [...machines.values()].filter(({ state }) => state === 'terminated')
      for (const { instanceId } of gone.slice(0, -keptMachines)) machines.delete(instanceId)
    },
    read: instanceId => machines.get(instanceId)?.consoleOutput(),
  }
}
