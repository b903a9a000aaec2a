import type { Processes, ProcessIdentity } from '../ports/ports.ts'

/** `elsewhere`: on another machine, whose processes cannot be seen from here. */
export type OwnerState = 'alive' | 'dead' | 'elsewhere'

/**
 * Whether the process that owns a lock or a run is still alive. A process id alone is no proof: the system reuses it.
 *
 * @param owner null, as in records of version 1, counts as dead
 */
export async function ownerState(owner: ProcessIdentity | null, processes: Processes): Promise<OwnerState> {
  if (owner === null) return 'dead'
  const { host, processId, startMark } = owner
  if (host !== processes.host) return 'elsewhere'
  return (await processes.startMark(processId)) === startMark ? 'alive' : 'dead'
}
