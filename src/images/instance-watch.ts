import type { BuildStage } from '../packer/progress.ts'
import type { Clock } from '../ports/ports.ts'

/** Milliseconds between two looks. */
const interval = 10_000

/** Stages in which the build instance, once it has an id, must not end. Packer waits for a spot instance in `launch`. */
const alive: ReadonlySet<BuildStage> = new Set(['launch', 'boot', 'ssh', 'provision'])
const ended: ReadonlySet<string> = new Set(['stopping', 'stopped', 'shutting-down', 'terminated'])

/** Looks at the build instance beside Packer, which waits for minutes for an instance that has ended. */
export interface InstanceWatch {
  /** Aborted when the instance has ended by itself. */
  readonly ended: AbortSignal
  /** The state that it was found in, e.g. `terminated`; null before. */
  readonly state: string | null
  reached(stage: BuildStage): void
  created(instanceId: string): void
  stop(): void
}

/** @param stateOf state of an instance; undefined when EC2 does not know it (yet) */
export function watchInstance(
  stateOf: (instanceId: string) => Promise<string | undefined>,
  clock: Clock,
): InstanceWatch {
  const end = new AbortController()
  const over = new AbortController()
  let stage: BuildStage | null = null
  let current = ''
  let state: string | null = null

  async function look(instanceId: string): Promise<void> {
    let looks = 0
    for (;;) {
      await clock.sleep(interval, over.signal)
      // Packer started again with another instance.
      if (over.signal.aborted || instanceId !== current) return
      // Packer reports faults of the connection to AWS.
      const found = await stateOf(instanceId).catch(() => undefined)
      if (stage === null || !alive.has(stage) || over.signal.aborted) continue
      looks = found !== undefined && ended.has(found) ? looks + 1 : 0
      // Packer stops the instance itself, and its output may arrive late.
      if (found === undefined || looks < 2) continue
      state = found
      end.abort()
      return
    }
  }

  return {
    ended: end.signal,
    get state() {
      return state
    },
    reached(next) {
      stage = next
    },
    created(instanceId) {
      current = instanceId
      look(instanceId).catch(() => undefined)
    },
    stop: () => over.abort(),
  }
}
