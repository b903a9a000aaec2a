import type { Ports } from './ports.ts'
import type { Task } from './types.ts'

const longestMilliseconds = 20_000

export interface Polls {
  /** Answers when the tasks of a container instance differ from what the agent knows, after 20 s at the latest. */
  poll(containerInstance: unknown, revision: unknown): Promise<{ revision: number; tasks: readonly Task[] }>
  /** Call this when tasks may have changed. */
  look(): void
}

/** The long polls of agents. A revision counts the changes that an agent has to know. */
export function createPolls(
  clock: Ports['clock'],
  tasksOf: (containerInstance: unknown) => readonly Task[],
): Polls {
  const known = new Map<string, { readonly signature: string; readonly revision: number }>()
  const looks = new Set<() => void>()

  function present(containerInstance: unknown) {
    const key = String(containerInstance)
    const tasks = tasksOf(containerInstance)
    const signature = tasks.map(({ id, isStopOrdered }) => `${id}:${isStopOrdered}`).join()
    const before = known.get(key)
    if (before?.signature !== signature) known.set(key, { signature, revision: (before?.revision ?? 0) + 1 })
    return { tasks, revision: known.get(key)?.revision ?? 0 }
  }

  return {
    poll: (containerInstance, revision) =>
      new Promise(resolve => {
        const look = (isOver = false) => {
          const now = present(containerInstance)
          if (now.revision === revision && !isOver) return
          looks.delete(once)
          resolve(now)
        }
        const once = () => look()
        looks.add(once)
        look()
        void clock.sleep(longestMilliseconds).then(() => {
          if (looks.has(once)) look(true)
        })
      }),
    look() {
      for (const look of looks) look()
    },
  }
}
