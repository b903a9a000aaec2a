/** One instruction of a Dockerfile, continued lines joined. */
export interface Instruction {
  /** In upper case. */
  readonly name: string
  readonly value: string
  /** Number of its first line. */
  readonly line: number
}

/** Splits a Dockerfile into instructions. Comments and empty lines are dropped, also between continued lines. */
export function readInstructions(text: string): readonly Instruction[] {
  const instructions: Instruction[] = []
  let begun: { readonly line: number; readonly text: string } | undefined
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const content = raw.trim()
    if (content === '' || content.startsWith('#')) continue
    const isContinued = content.endsWith('\\')
    const part = isContinued ? content.slice(0, -1) : content
    const { line, text: before } = begun ?? { line: index + 1, text: '' }
    begun = { line, text: `${before}${part}` }
    if (isContinued) continue
    instructions.push(instructionOf(begun))
    begun = undefined
  }
  return begun === undefined ? instructions : [...instructions, instructionOf(begun)]
}

function instructionOf({ line, text }: { readonly line: number; readonly text: string }): Instruction {
  const [, name = '', value = ''] = /^(\S+)\s*(.*)$/s.exec(text.trim()) ?? []
  return { name: name.toUpperCase(), value: value.trim(), line }
}

/** Splits at spaces outside of quotes, and removes the quotes. Undefined if a quote is not closed. */
export function splitWords(text: string): readonly string[] | undefined {
  const words: string[] = []
  const pattern = /((?:\\.|"(?:\\.|[^"\\])*"|'[^']*'|[^\s"'\\])+)\s*/gy
  let end = 0
  for (const match of text.matchAll(pattern)) {
    words.push(unquoted(match[1] ?? ''))
    end = match.index + match[0].length
  }
  return end === text.length ? words : undefined
}

function unquoted(word: string): string {
  return word.replace(/"((?:\\.|[^"\\])*)"|'([^']*)'|\\(.)/g, (_, double, single, escaped) =>
    double === undefined ? (single ?? escaped) : double.replace(/\\(["\\$])/g, '$1'),
  )
}
