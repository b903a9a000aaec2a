import type { ToolEvent } from '../events/events.ts'
import type { Clock } from '../ports/ports.ts'
import { duration } from './text.ts'

/** One line per event, with the time of day (UTC): for logs and CI. */
export function plainReporter(write: (text: string) => void, clock: Clock): (event: ToolEvent) => void {
  return event => {
    const line = toLine(event)
    if (line !== undefined) write(`${clock.now().toISOString().slice(11, 19)} ${line}\n`)
  }
}

function toLine(event: ToolEvent): string | undefined {
  switch (event.type) {
    case 'run-started':
      return `image ${event.image}, ${event.region}, ${event.accountId} as ${event.identity}, run ${event.runId}`
    case 'step-started':
      return event.expectedSeconds === null || event.expectedSeconds < 2
        ? undefined
        : `${label(event.step)} about ${duration(event.expectedSeconds)}`
    case 'step-progress':
      return `${label(event.step)} ${event.detail}`
    case 'step-output':
      return `${label('')} │ ${event.line}`
    case 'step-finished':
      return `${label(event.step)} ✔ ${event.summary}`
    case 'step-failed':
      return `${label(event.step)} ✘ failed after ${duration(event.durationSeconds)}`
    case 'notice':
      return event.text
    case 'run-finished':
      return `${event.outcome} after ${duration(event.durationSeconds)}`
  }
}

function label(step: string): string {
  return step.padEnd(8)
}
