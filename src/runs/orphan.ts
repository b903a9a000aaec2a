import type { Clock, Processes, ProcessIdentity } from '../ports/ports.ts'
import { ownerState } from './owner.ts'

/** `elsewhere`: on another machine. `doubtful`: the processes under that id may belong to another program. */
export type OrphanState = 'ended' | 'running' | 'elsewhere' | 'doubtful'

/**
 * Whether Packer still runs after its packer-ecs process died. The leader is identified by its start. When only child
 * processes are left, they are identified by their working folder, the run folder.
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

/** Milliseconds in which Packer may clean up by itself. */
const grace = 10_000

/** Ends the process group. It is interrupted first, so that Packer cleans up what it can. */
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
