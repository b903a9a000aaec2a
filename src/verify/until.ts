import { runInterrupted } from '../runs/interruption.ts'
import type { VerifyContext } from './context.ts'

/** Milliseconds between two looks. */
const pause = 2000

/**
 * Looks until there is a result. Undefined if the time is over.
 *
 * @param deadline milliseconds since the epoch
 * @throws InterruptedError
 */
export async function until<Result>(
  look: () => Promise<Result | undefined>,
  deadline: number,
  { clock, interrupted }: Pick<VerifyContext, 'clock' | 'interrupted'>,
): Promise<Result | undefined> {
  for (;;) {
    if (interrupted.aborted) throw runInterrupted('verify')
    const found = await look()
    if (found !== undefined) return found
    if (clock.now().getTime() >= deadline) return undefined
    await clock.sleep(pause, interrupted)
  }
}
