import { type StateLock, takeLock } from './lock.ts'
import { type LockOwner, leaseSeconds } from './lock-document.ts'
import type { StateContext } from './store.ts'

/** What work under a lock receives. */
export interface Locked {
  /** Aborted when the lock cannot be renewed. The reason is the error of the last renewal. */
  readonly signal: AbortSignal
  /**
   * Call it before each step that another process must not do at the same time. It renews the lock, which S3 refuses
   * if another process took it over: the clock of this machine may have stood still while the machine was suspended.
   *
   * @throws the error of the last renewal if the lock may be held by another process
   */
  ensureHeld(): Promise<void>
}

/**
 * Takes a lock, renews it while `work` runs, and releases it when `work` ends in any way. A release that fails is no
 * error, because the lock expires.
 *
 * @param name as of `takeLock`, with the same errors
 */
export async function whileLocked<Result>(
  name: string,
  owner: LockOwner,
  context: StateContext,
  work: (locked: Locked) => Promise<Result>,
): Promise<Result> {
  const lock = await takeLock(name, owner, context)
  const loss = new AbortController()
  const end = new AbortController()
  const renewing = keepRenewed(lock, loss, end.signal, context)
  try {
    return await work({
      signal: loss.signal,
      async ensureHeld() {
        loss.signal.throwIfAborted()
        await lock.renew()
      },
    })
  } finally {
    end.abort()
    await renewing
    await lock.release().catch(() => undefined)
  }
}

async function keepRenewed(
  lock: StateLock,
  loss: AbortController,
  end: AbortSignal,
  { clock }: StateContext,
): Promise<void> {
  for (;;) {
    await clock.sleep((leaseSeconds / 3) * 1000, end)
    if (end.aborted) return
    try {
      await lock.renew()
    } catch (error) {
      if (lock.isHeld()) continue
      loss.abort(error)
      return
    }
  }
}
