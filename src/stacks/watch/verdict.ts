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

/** The last lines of a console without colors, blank lines and verdicts; at most `most`. */
export function tailOf(console: string, most = 15): string[] {
  return console
    .split('\n')
    .map(line => line.replaceAll(controls, '').trimEnd())
    .filter(line => line !== '' && !line.includes(mark))
    .slice(-most)
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: it removes control characters
const controls = /\u001b\[[0-9;?]*[ -/]*[@-~]|[\u0000-\u0008\u000b-\u001f\u007f]/g

/** Null for a broken line: EC2 cuts a console off at 64 KiB, and kernel messages can split a line. */
function parse(text: string): Verdict | null {
  try {
    const { result, stage = '', reason = '', cluster = '', lastLines = [] } = JSON.parse(text.trim())
    if (result !== 'joined' && result !== 'failed') return null
    return { result, stage: String(stage), reason: String(reason), cluster: String(cluster), lastLines }
  } catch {
    return null
  }
}
