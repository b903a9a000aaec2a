import { InterruptedError } from '../errors/interrupted.ts'
import { ownCommand } from '../errors/own-command.ts'
import { asToolError, type ToolError } from '../errors/tool-error.ts'
import type { RecordKind } from './record.ts'

/** A step that runs ends first; call this between steps. */
export function stopIfInterrupted(kind: RecordKind, interrupted: AbortSignal): void {
  if (interrupted.aborted) throw runInterrupted(kind)
}

export function runInterrupted(kind: RecordKind): InterruptedError {
  return new InterruptedError(
    `the ${kind === 'verify' ? 'verification' : kind} was interrupted`,
    'Run the command again when you are ready; it starts from the beginning.',
  )
}

/** After a second Ctrl-C, nothing is deleted. */
export function runGivenUp(kind: RecordKind, runId: string): InterruptedError {
  if (kind === 'verify') {
    return new InterruptedError(
      'the verification was interrupted twice',
      'Its instance may still run. AWS ends it 20 minutes after its launch; the next verification ends it, two minutes after the interruption or later.',
    )
  }
  if (kind !== 'bake') return runInterrupted(kind)
  return new InterruptedError(
    'the bake was interrupted twice',
    `Packer was killed, and its resources may still exist. Delete them with "${ownCommand('clean', '--run', runId)}".`,
  )
}

export interface Attempted<Outcome> {
  readonly outcome: Outcome
  /** What ended the work early; undefined when it succeeded. */
  readonly error: ToolError | undefined
}

/** The work's outcome; an error becomes an outcome as well. */
export async function attempt<Good, Bad>(
  work: Promise<Good>,
  outcomeOf: (error: ToolError) => Bad,
): Promise<Attempted<Good | Bad>> {
  try {
    return { outcome: await work, error: undefined }
  } catch (cause) {
    const error = asToolError(cause)
    return { outcome: outcomeOf(error), error }
  }
}

/** Rejects as soon as the signal is aborted, by a second Ctrl-C for example; never resolves. */
export function rejectWhenAborted(signal: AbortSignal, toError: () => Error): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(toError())
    else signal.addEventListener('abort', () => reject(toError()), { once: true })
  })
}
