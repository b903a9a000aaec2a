import { setMaxListeners } from 'node:events'

/** The first Ctrl-C stops and cleans up, the second exits at once. */
export interface Interruption {
  readonly interrupted: AbortSignal
  readonly killed: AbortSignal
  /** Gives signals their default meaning back. */
  release(): void
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** @param first what happens after the first Ctrl-C, e.g. `waiting for Packer to clean up` */
export function catchInterruption(notice: (text: string) => void, first: string): Interruption {
  const interrupted = new AbortController()
  const killed = new AbortController()
  // Every image that is baked adds a listener, and there may be many.
  setMaxListeners(0, interrupted.signal, killed.signal)
  const onSignal = () => {
    if (!interrupted.signal.aborted) {
      notice(`interrupted: ${first}; press Ctrl-C again to exit now`)
      interrupted.abort()
    } else killed.abort()
  }
  for (const signal of signals) process.on(signal, onSignal)
  return {
    interrupted: interrupted.signal,
    killed: killed.signal,
    release() {
      for (const signal of signals) process.off(signal, onSignal)
    },
  }
}
