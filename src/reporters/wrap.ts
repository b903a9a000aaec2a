import { stripVTControlCharacters } from 'node:util'
import wrapAnsi from 'wrap-ansi'

/** Columns that the rest of a broken line stands to the right of its beginning. */
const hanging = 4

/**
 * Breaks lines of more than so many columns between words; a word that is longer alone stays whole, and so does a line
 * with a command: they are to be copied. Where nobody knows the columns (a pipe, a terminal without a size) all stays as it is.
 */
export function wrap(text: string, columns: number | undefined): string {
  if (!columns) return text
  return text
    .split('\n')
    .map(line => (isShort(line, columns) || command.test(line) ? line : broken(line, columns)))
    .join('\n')
}

/** Pasted after it was broken, it would be several commands. */
const command = /\baws [a-z0-9-]+ [a-z-]+ --/

function isShort(line: string, columns: number): boolean {
  return stripVTControlCharacters(line).length <= columns
}

function broken(line: string, columns: number): string {
  const indent = line.length - line.trimStart().length
  const lines = wrapAnsi(line.slice(indent), Math.max(20, columns - indent - hanging)).split('\n')
  return lines.map((part, index) => ' '.repeat(index === 0 ? indent : indent + hanging) + part).join('\n')
}
