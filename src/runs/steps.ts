import { InterruptedError } from '../errors/interrupted.ts'
import type { Emit, StepName } from '../events/events.ts'
import type { Clock } from '../ports/ports.ts'
import type { RunRecord } from './record.ts'
import type { Undo } from './undo.ts'

/** One step of a workflow: one line on the terminal, and how to revert it. */
export interface Step<Input, Result, Kept extends RunRecord = never, Context = never> {
  readonly name: StepName
  run(input: Input, report: StepReport): Promise<Result>
  /** The line of the finished step. */
  summary(result: Result, input: Input): string
  /** What is wrong with the result of a step that reports a failure and does not throw; null: nothing. */
  failure?(result: Result): string | null
  /** Deletes what the step created; null: the step creates nothing. */
  readonly undo: Undo<Kept, Context> | null
}

export interface StepReport {
  progress(detail: string): void
  output(line: string): void
}

/** Runs the steps of a workflow one by one, emits the events of each, and measures them. */
export interface Steps {
  run<Input, Result>(step: Step<Input, Result>, input: Input): Promise<Result>
  /** The step that runs or failed; null before the first. */
  readonly current: StepName | null
  /** Seconds of each finished step. */
  readonly seconds: Readonly<Record<string, number>>
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
    async run(step, input) {
      const { name } = step
      current = name
      const startedAt = clock.now().getTime()
      const elapsed = () => (clock.now().getTime() - startedAt) / 1000
      emit({ type: 'step-started', step: name, expectedSeconds: expectedSeconds(name) })
      try {
        const result = await step.run(input, {
          progress: detail => emit({ type: 'step-progress', step: name, detail }),
          output: line => emit({ type: 'step-output', step: name, line }),
        })
        seconds[name] = elapsed()
        const reason = step.failure?.(result) ?? null
        if (reason !== null) {
          emit({ type: 'step-failed', step: name, isInterrupted: false, durationSeconds: elapsed(), reason })
          return result
        }
        const summary = step.summary(result, input)
        emit({ type: 'step-finished', step: name, summary, durationSeconds: elapsed() })
        return result
      } catch (error) {
        const isInterrupted = error instanceof InterruptedError
        emit({ type: 'step-failed', step: name, isInterrupted, durationSeconds: elapsed() })
        throw error
      }
    },
  }
}
