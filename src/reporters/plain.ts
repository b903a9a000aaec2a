import type { StepName, ToolEvent } from '../events/events.ts'
import type { Clock } from '../ports/ports.ts'
import type { Paint } from './paint.ts'
import type { Reporter } from './reporter.ts'
import { type AboutService, isAboutService, serviceLines } from './service-line.ts'
import { stackLine } from './stack-line.ts'
import { duration, outcomeText, shortestExpectation, stopped, timeOfDay } from './text.ts'

/** One line per event, with the time of day (UTC), for logs and CI. With several images, each line names its image. */
export function plainReporter(write: (text: string) => void, clock: Clock, paint: Paint): Reporter {
  return {
    report(event, image) {
      const whose = image === undefined ? '' : `${paint('bold', image)}: `
      const time = 'time' in event ? event.time : clock.now().toISOString()
      for (const line of toLines(event, paint)) write(`${timeOfDay(time)} ${whose}${line}\n`)
    },
    print: write,
    pause: () => undefined,
    resume: () => undefined,
    close: () => undefined,
  }
}

function toLines(event: ToolEvent, paint: Paint): string[] {
  if (isAboutService(event)) return serviceLines(event, paint).map(line => `${label('')} ${line}`)
  const line = toLine(event, paint)
  return line === undefined ? [] : [line]
}

function toLine(event: Exclude<ToolEvent, AboutService>, paint: Paint): string | undefined {
  switch (event.type) {
    case 'run-started':
      return `${'image' in event ? 'image' : 'stack'} ${event.subject}, ${event.region}, ${event.accountId} as ${event.identity}${event.runId === null ? '' : `, run ${event.runId}`}`
    case 'stack-moved':
      return `${label('')} ${stackLine(event, paint)}`
    case 'step-started':
      return event.expectedSeconds === null || event.expectedSeconds < shortestExpectation
        ? undefined
        : `${label(event.step)} usually takes ${duration(event.expectedSeconds)}`
    case 'step-progress':
      // The events of the stack are separate lines already.
      if (watching.has(event.step)) return undefined
      return `${label(event.step)} ${event.detail}`
    case 'step-output':
      return `${label('')} │ ${event.line}`
    case 'step-finished':
      return `${label(event.step)} ${paint('green', '✔')} ${event.summary}`
    case 'step-failed':
      return `${label(event.step)} ${event.isInterrupted ? paint('yellow', '!') : paint('red', '✘')} ${stopped(event)}`
    case 'notice':
      return event.text
    case 'run-finished':
      return `${outcomeText(event.outcome)} after ${duration(event.durationSeconds)}`
  }
}

const watching: ReadonlySet<StepName> = new Set(['deploy', 'watch', 'delete', 'rollback'])

function label(step: string): string {
  return step.padEnd(8)
}
