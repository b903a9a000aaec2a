import type { CheckResult } from '../doctor/check.ts'
import { hanging, onOneLine } from './foreign.ts'
import type { Paint } from './paint.ts'

/** One line for each check; under a failed one, the remedy. */
export function doctorText(results: readonly CheckResult[], paint: Paint): string {
  const width = Math.max(...results.map(({ name }) => name.length))
  return results
    .flatMap(result => lines(result, width, paint))
    .map(line => `${line}\n`)
    .join('')
}

function lines({ name, needed, ok, found, error, skippedFor }: CheckResult, width: number, paint: Paint) {
  const mark = ok ? paint('green', '✔') : paint(needed ? 'red' : 'yellow', '✘')
  const label = `${mark} ${name.padEnd(width)}`
  if (ok) return [`${label}  ${onOneLine(found)}`]
  if (error === null) return [`${label}  skipped: fix ${skippedFor} first`]
  const optional = needed ? '' : ' (optional)'
  const indent = ' '.repeat(width + 4)
  return [
    `${label}  ${paint('bold', error.code)}  ${hanging(error.message, indent)}${optional}`,
    ...error.details
      .flatMap(detail => detail.split('\n'))
      .map(detail => `${indent}${paint('dim', `│ ${detail}`)}`),
    ...[error.why, error.hint].filter(text => text !== '').map(text => `${indent}${hanging(text, indent)}`),
  ]
}
