import { styleText } from 'node:util'
import { ConfigurationError, describe } from '../errors/fault.ts'
import type { ToolError } from '../errors/tool-error.ts'
import type { StepFailed } from '../events/events.ts'

/** Colours a text, or leaves it: decided once from the stream and NO_COLOR / FORCE_COLOR. */
export type Paint = (style: Parameters<typeof styleText>[0], text: string) => string

export function painter(stream: NodeJS.WriteStream): Paint {
  return (style, text) => styleText(style, text, { stream })
}

/** `8 s`, `2 m 14 s`, `1 h 5 m`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return `${Math.floor(whole / 60)} m ${whole % 60} s`
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} m`
}

/** Of a step that came to no end: `5/11 docker.sh failed after 2 m 14 s`. A time of under 2 s says nothing. */
export function stopped({ isInterrupted, durationSeconds }: StepFailed, detail = ''): string {
  const what = isInterrupted ? ['stopped'] : [detail, 'failed']
  const when = durationSeconds < 2 ? '' : `after ${duration(durationSeconds)}`
  return [...what, when].filter(word => word !== '').join(' ')
}

/** What moves on a terminal while something is under way. */
export const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']

/** After an elapsed time: `, about 6 m 4 s left`. */
export function remaining(seconds: number): string {
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

/** An error as a person reads it: code, what, details, why, what to do; every fault of a file. */
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
    `${paint('red', '✘')} ${paint('bold', code)}  ${what}`,
    ...details.map(line => paint('dim', `  │ ${line}`)),
    ...[why, hint].filter(text => text !== '').map(text => `  ${text}`),
  ]
  return `${lines.join('\n')}\n`
}
