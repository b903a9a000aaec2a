import type { RunStarted } from '../events/events.ts'
import type { Clock } from '../ports/ports.ts'
import type { Paint } from './paint.ts'
import type { Reporter } from './reporter.ts'
import type { Screen } from './screen.ts'
import { type AboutService, countsLine, serviceLines } from './service-line.ts'
import { stackLine } from './stack-line.ts'
import { duration, frames, remaining, stopped, timeOfDay } from './text.ts'

interface LiveStep {
  readonly step: string
  readonly startedAt: number
  readonly expectedSeconds: number | null
  detail: string
  output: string
  /** The counts of each service, below the step. */
  readonly services: Map<string, string>
}

/** One line for each finished step; below them, an animated line for the step in progress. */
export function terminalReporter(screen: Screen, clock: Clock, version: string, paint: Paint): Reporter {
  let current: LiveStep | undefined
  let frame = 0
  let isPaused = false

  const draw = () => {
    if (current === undefined || isPaused) return
    frame += 1
    screen.draw(liveLines(current, frames[frame % frames.length] ?? '', clock, screen.columns, paint))
  }
  const timer = setInterval(draw, 100)
  timer.unref()

  const persist = (text: string) => {
    screen.write(text)
    draw()
  }

  return {
    report(event) {
      switch (event.type) {
        case 'run-started':
          persist(header(event, version, paint))
          break
        case 'stack-moved':
          persist(`  ${paint('dim', timeOfDay(event.time))} ${stackLine(event, paint)}`)
          break
        case 'service-moved':
          current?.services.set(event.service, countsLine(event, paint))
          draw()
          break
        case 'service-reported':
        case 'task-moved':
        case 'service-failing':
          persist(lines(event, event.time, paint))
          break
        case 'task-log':
          persist(lines(event, '', paint))
          break
        case 'step-started':
          current = {
            step: event.step,
            startedAt: clock.now().getTime(),
            expectedSeconds: event.expectedSeconds,
            detail: '',
            output: '',
            services: new Map(),
          }
          draw()
          break
        case 'step-progress':
          if (current !== undefined) Object.assign(current, { detail: event.detail, output: '' })
          break
        case 'step-output':
          if (current !== undefined) current.output = event.line
          break
        case 'step-finished':
          current = undefined
          persist(
            `${paint('green', '✔')} ${label(event.step)} ${event.summary}${took(event.durationSeconds, paint)}`,
          )
          break
        case 'step-failed':
          persist(
            `${event.isInterrupted ? paint('yellow', '!') : paint('red', '✘')} ${label(event.step)} ${stopped(event, current?.detail)}`,
          )
          current = undefined
          screen.clear()
          break
        case 'notice':
          persist(`${paint('yellow', '!')} ${event.text}`)
          break
        case 'run-finished':
          current = undefined
          screen.clear()
          break
      }
    },
    print: text => persist(text.replace(/\n$/, '')),
    pause() {
      isPaused = true
      screen.close()
    },
    resume() {
      isPaused = false
      draw()
    },
    close() {
      clearInterval(timer)
      screen.close()
    },
  }
}

function lines(event: AboutService, time: string, paint: Paint): string {
  const start = time === '' ? ' '.repeat(8) : paint('dim', timeOfDay(time))
  return serviceLines(event, paint)
    .map(line => `  ${start} ${line}`)
    .join('\n')
}

function header(
  { image, subject, region, accountId, identity }: RunStarted,
  version: string,
  paint: Paint,
): string {
  return `\n${paint('bold', 'packer-ecs')} ${version}   ${image === undefined ? 'stack' : 'image'} ${paint('bold', subject)}   ${region}   ${accountId} as ${identity}\n`
}

function liveLines(
  { step, startedAt, expectedSeconds, detail, output, services }: LiveStep,
  frame: string,
  clock: Clock,
  columns: number,
  paint: Paint,
): string {
  const elapsed = (clock.now().getTime() - startedAt) / 1000
  const time = `${duration(elapsed)}${remaining(expectedSeconds, elapsed)}`
  // A long detail is cut, so that the time stays.
  const shown = detail.slice(0, Math.max(0, columns - `  ${label(step)}  ${time}`.length)).padEnd(36)
  const first = `${paint('cyan', frame)} ${label(step)} ${shown} ${paint('dim', time)}`
  const below = output === '' ? [] : [paint('dim', `           ${output}`.slice(0, columns - 1))]
  return [first, ...below, ...[...services.values()].map(line => `           ${line}`)].join('\n')
}

/** Durations under 2 seconds are not shown. */
function took(seconds: number, paint: Paint): string {
  return seconds < 2 ? '' : paint('dim', `, ${duration(seconds)}`)
}

function label(step: string): string {
  return step.padEnd(8)
}
