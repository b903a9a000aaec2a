/** How an instance's first run ended (docs/recipe.md, first run). */
export interface Verdict {
  readonly result: 'joined' | 'failed'
  /** E.g. `data-volume`, `docker`, `agent`, `cluster`. */
  readonly stage: string
  readonly reason: string
  readonly cluster: string
  readonly lastLines: readonly string[]
}

const mark = 'PACKER-ECS-FIRST-RUN '

/** The last verdict that an instance printed to its console; null when there is none. */
export function verdictIn(console: string): Verdict | null {
  for (const line of console.split('\n').toReversed()) {
    const start = line.indexOf(mark)
    const verdict = start === -1 ? null : parse(line.slice(start + mark.length))
    if (verdict !== null) return verdict
  }
  return null
}

/** What a person reads of a console: no colours, no blank lines, no verdict line, at most `most` lines. */
export function tailOf(console: string, most = 15): string[] {
  return console
    .split('\n')
    .map(line => line.replaceAll(controls, '').trimEnd())
    .filter(line => line !== '' && !line.includes(mark))
    .slice(-most)
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is taken out
const controls = /\u001b\[[0-9;?]*[ -/]*[@-~]|[\u0000-\u0008\u000b-\u001f\u007f]/g

/** A console is cut off at 64 KiB, and kernel messages may land in the middle of a line. */
function parse(text: string): Verdict | null {
  try {
    const { result, stage = '', reason = '', cluster = '', lastLines = [] } = JSON.parse(text.trim())
    if (result !== 'joined' && result !== 'failed') return null
    return { result, stage: String(stage), reason: String(reason), cluster: String(cluster), lastLines }
  } catch {
    return null
  }
}
