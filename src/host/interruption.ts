import { setMaxListeners } from 'node:events'

/** The first Ctrl-C asks to stop and clean up, the second gives up at once. */
export interface Interruption {
  readonly interrupted: AbortSignal
  readonly killed: AbortSignal
  /** Signals mean again what they mean without us. */
  release(): void
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

export function catchInterruption(tell: (text: string) => void): Interruption {
  const interrupted = new AbortController()
  const killed = new AbortController()
  // Every image that is baked listens, and there may be many.
  setMaxListeners(0, interrupted.signal, killed.signal)
  const onSignal = () => {
    if (!interrupted.signal.aborted) {
      tell('interrupted: waiting for Packer to clean up; a second Ctrl-C gives up')
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
