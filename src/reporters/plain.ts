import type { ToolEvent } from '../events/events.ts'
import type { Clock } from '../ports/ports.ts'
import type { Reporter } from './reporter.ts'
import { duration, type Paint } from './text.ts'

/** One line per event, with the time of day (UTC): for logs and CI. With several images each line names its own. */
export function plainReporter(write: (text: string) => void, clock: Clock, paint: Paint): Reporter {
  return {
    report(event, image) {
      const line = toLine(event, paint)
      if (line === undefined) return
      const whose = image === undefined ? '' : `${paint('bold', image)}: `
      write(`${clock.now().toISOString().slice(11, 19)} ${whose}${line}\n`)
    },
    close: () => undefined,
  }
}

function toLine(event: ToolEvent, paint: Paint): string | undefined {
  switch (event.type) {
    case 'run-started':
      return `image ${event.image}, ${event.region}, ${event.accountId} as ${event.identity}, run ${event.runId}`
    case 'step-started':
      return event.expectedSeconds === null
        ? undefined
        : `${label(event.step)} about ${duration(event.expectedSeconds)}`
    case 'step-progress':
      return `${label(event.step)} ${event.detail}`
    case 'step-output':
      return `${label('')} │ ${event.line}`
    case 'step-finished':
      return `${label(event.step)} ${paint('green', '✔')} ${event.summary}`
    case 'step-failed':
      return `${label(event.step)} ${paint('red', '✘')} failed after ${duration(event.durationSeconds)}`
    case 'notice':
      return event.text
    case 'run-finished':
      return `${event.outcome} after ${duration(event.durationSeconds)}`
  }
}

function label(step: string): string {
  return step.padEnd(8)
}
