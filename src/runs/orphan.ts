import type { Clock, Processes, ProcessIdentity } from '../ports/ports.ts'
import { ownerState } from './owner.ts'

/** `elsewhere`: on another machine. `doubtful`: something runs under that id that may be another's. */
export type OrphanState = 'ended' | 'running' | 'elsewhere' | 'doubtful'

/**
 * Whether the Packer of a run whose driver died still runs. Its leader is proven by its start; when only
 * processes that it started are left, by the run's folder in which they work.
 */
export async function orphanState(
  packer: ProcessIdentity,
  runFolder: string,
  processes: Processes,
): Promise<OrphanState> {
  const state = await ownerState(packer, processes)
  if (state === 'elsewhere') return 'elsewhere'
  if (state === 'alive') return 'running'
  if ((await processes.startMark(packer.processId)) !== undefined) return 'ended'
  const members = await processes.membersOf(packer.processId)
  if (members.length === 0) return 'ended'
  const folders = await Promise.all(members.map(processes.workingFolder))
  return folders.every(folder => folder === runFolder) ? 'running' : 'doubtful'
}

/** Milliseconds that Packer gets to clean up by itself. */
const grace = 10_000

/** Ends the process group: asks first, so that Packer cleans up what it still can. */
export async function endOrphan(
  { processId }: ProcessIdentity,
  processes: Processes,
  clock: Clock,
): Promise<void> {
  processes.signalGroup(processId, 'SIGINT')
  const giveUpAt = clock.now().getTime() + grace
  while ((await processes.membersOf(processId)).length > 0) {
    if (clock.now().getTime() > giveUpAt) processes.signalGroup(processId, 'SIGKILL')
    await clock.sleep(200)
  }
}
