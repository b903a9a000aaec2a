import type { MachineState } from './types.ts'

export interface Lifecycle {
  readonly state: MachineState
  enter(state: MachineState, reason?: string): void
  onChange(listener: StateListener): void
  /** Resolves in that state. Rejects with the reason if the machine terminates instead. */
  waitFor(wanted: MachineState): Promise<void>
}

export type StateListener = (state: MachineState, reason: string | undefined) => void

export function createLifecycle(instanceId: string): Lifecycle {
  const listeners = new Set<StateListener>()
  let state: MachineState = 'pending'
  let lastReason: string | undefined
  return {
    get state() {
      return state
    },
    enter(next, reason) {
      state = next
      lastReason = reason
      for (const listener of [...listeners]) listener(next, reason)
    },
    onChange(listener) {
      listeners.add(listener)
    },
    waitFor(wanted) {
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      const look: StateListener = (current, reason) => {
        if (current !== wanted && current !== 'terminated') return
        listeners.delete(look)
        if (current === wanted) resolve()
        else
          reject(
            new Error(
              `${instanceId} is terminated and will not become ${wanted}${reason ? `: ${reason}` : ''}`,
            ),
          )
      }
      listeners.add(look)
      look(state, lastReason)
      return promise
    },
  }
}
