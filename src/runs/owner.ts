import type { Processes, ProcessIdentity } from '../ports/ports.ts'

/** `elsewhere`: on another machine, where nobody here can look. */
export type OwnerState = 'alive' | 'dead' | 'elsewhere'

/** Whether who owns a lock or a run still lives: a process id alone may by now be another process's. */
export async function ownerState(
  { host, processId, startMark }: ProcessIdentity,
  processes: Processes,
): Promise<OwnerState> {
  if (host !== processes.host) return 'elsewhere'
  return (await processes.startMark(processId)) === startMark ? 'alive' : 'dead'
}
