import { stripVTControlCharacters } from 'node:util'

/** The result of an instance's first run (docs/recipe.md). */
export interface Verdict {
  readonly result: 'joined' | 'failed'
  /** E.g. `data-volume`, `docker`, `agent`, `cluster`. */
  readonly stage: string
  readonly reason: string
  readonly cluster: string
  readonly lastLines: readonly string[]
}

const mark = 'PACKER-ECS-FIRST-RUN '

/** The last verdict in a console; null if there is none. */
export function verdictIn(console: string): Verdict | null {
  for (const line of console.split('\n').toReversed()) {
    const start = line.indexOf(mark)
    const verdict = start === -1 ? null : parse(line.slice(start + mark.length))
    if (verdict !== null) return verdict
  }
  return null
}

/** The last lines of a console without control sequences, blank lines and verdicts; at most `most`. */
export function tailOf(console: string, most = 15): string[] {
  return console
    .split('\n')
    .map(line => stripVTControlCharacters(line).replaceAll(controls, '').trimEnd())
    .filter(line => line !== '' && !line.includes(mark))
    .slice(-most)
}

/** All but the tab. */
const controls = /(?!\t)\p{Cc}/gu

/** Null for a broken line: EC2 cuts a console off at 64 KiB, and kernel messages can split a line. */
function parse(text: string): Verdict | null {
  try {
    const { result, stage = '', reason = '', cluster = '', lastLines = [] } = JSON.parse(text.trim())
    if (result !== 'joined' && result !== 'failed') return null
    const lines = Array.isArray(lastLines) ? lastLines.map(String).flatMap(text => text.split('\n')) : []
    return {
      result,
      stage: String(stage),
      reason: String(reason),
      cluster: String(cluster),
      lastLines: lines,
    }
  } catch {
    return null
  }
}
