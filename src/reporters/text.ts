import { ConfigurationError, describe } from '../errors/fault.ts'
import type { ToolError } from '../errors/tool-error.ts'
import type { RunFinished, StepFailed } from '../events/events.ts'
import { hanging } from './foreign.ts'
import type { Paint } from './paint.ts'

/** `8 s`, `2 m 14 s`, `1 h 5 m`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return `${Math.floor(whole / 60)} m ${whole % 60} s`
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} m`
}

/** A step that did not finish: `5/11 docker.sh failed after 2 m 14 s`. Durations under 2 seconds are left out. */
export function stopped({ isInterrupted, durationSeconds, reason }: StepFailed, detail = ''): string {
  if (reason !== undefined) return durationSeconds < 2 ? reason : `${reason}, ${duration(durationSeconds)}`
  const what = isInterrupted ? ['stopped'] : [detail, 'failed']
  const when = durationSeconds < 2 ? '' : `after ${duration(durationSeconds)}`
  return [...what, when].filter(word => word !== '').join(' ')
}

/** The frames of the spinner. */
export const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']

/** Steps that usually take less, in seconds, are reported without the expected time. */
export const shortestExpectation = 2

/** For the end of an elapsed time: `, about 6 m 4 s left`. */
export function remaining(expectedSeconds: number | null, elapsedSeconds: number): string {
  if (expectedSeconds === null || expectedSeconds < shortestExpectation) return ''
  const seconds = expectedSeconds - elapsedSeconds
  return seconds < 1 ? ', longer than usual' : `, about ${duration(seconds)} left`
}

/** `1 minute` at least, `3 hours`, `29 days`. */
export function age(from: Date, to: Date): string {
  const minutes = Math.max(1, Math.floor((to.getTime() - from.getTime()) / 60_000))
  const hours = Math.floor(minutes / 60)
  if (hours < 1) return plural(minutes, 'minute')
  return hours < 48 ? plural(hours, 'hour') : plural(Math.floor(hours / 24), 'day')
}

export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

/** The outcome of a run in words. */
export function outcomeText(outcome: RunFinished['outcome']): string {
  return outcome === 'rolledBack' ? 'rolled back' : outcome
}

/** An error for a person: code, message, details, reason and remedy. An error of a file shows all of its faults. */
export function errorText(error: ToolError, paint: Paint): string {
  const faults = error instanceof ConfigurationError ? error.faults : []
  if (faults.length > 1) {
    return faults
      .map(fault => block(fault.code, describe(fault), [], fault.why ?? '', fault.hint, paint))
      .join('\n')
  }
  return block(error.code, error.message, error.details, error.why, error.hint, paint)
}

function block(
  code: string,
  what: string,
  details: readonly string[],
  why: string,
  hint: string,
  paint: Paint,
): string {
  const lines = [
    `${paint('red', '✘')} ${paint('bold', code)}  ${hanging(what)}`,
    ...details.flatMap(detail => detail.split('\n')).map(line => paint('dim', `  │ ${line}`)),
    ...[why, hint].filter(text => text !== '').map(text => `  ${hanging(text)}`),
  ]
  return `${lines.join('\n')}\n`
}

/** `hh:mm:ss` of a time in ISO 8601, which may be from AWS. */
export function timeOfDay(time: string): string {
  return /T(\d\d:\d\d:\d\d)/.exec(time)?.[1] ?? '--:--:--'
}
