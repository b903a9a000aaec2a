import { InterruptedError } from '../errors/interrupted.ts'
import type { Emit, StepName } from '../events/events.ts'
import type { Clock } from '../ports/ports.ts'

/** Runs the steps of a workflow one by one, tells of each, and remembers how long it took and where it stopped. */
export interface Steps {
  run<Result>(
    step: StepName,
    work: (progress: StepReport) => Promise<Result>,
    summary: (result: Result) => string,
  ): Promise<Result>
  /** The step under way or failed; null before the first. */
  readonly current: StepName | null
  /** Seconds of each finished step. */
  readonly seconds: Readonly<Record<string, number>>
}

export interface StepReport {
  progress(detail: string): void
  output(line: string): void
}

export function createSteps(
  emit: Emit,
  clock: Clock,
  expectedSeconds: (step: StepName) => number | null,
): Steps {
  const seconds: Record<string, number> = {}
  let current: StepName | null = null
  return {
    get current() {
      return current
    },
    seconds,
    async run(step, work, summary) {
      current = step
      const startedAt = clock.now().getTime()
      const elapsed = () => (clock.now().getTime() - startedAt) / 1000
      emit({ type: 'step-started', step, expectedSeconds: expectedSeconds(step) })
      try {
        const result = await work({
          progress: detail => emit({ type: 'step-progress', step, detail }),
          output: line => emit({ type: 'step-output', step, line }),
        })
        seconds[step] = elapsed()
        emit({ type: 'step-finished', step, summary: summary(result), durationSeconds: elapsed() })
        return result
      } catch (error) {
        const isInterrupted = error instanceof InterruptedError
        emit({ type: 'step-failed', step, isInterrupted, durationSeconds: elapsed() })
        throw error
      }
    },
  }
}
