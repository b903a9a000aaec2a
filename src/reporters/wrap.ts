import { stripVTControlCharacters } from 'node:util'
import wrapAnsi from 'wrap-ansi'

/** Columns by which the continuation of a line is indented. */
const hanging = 4

/**
 * Breaks long lines between words. Words that are longer than a line are not broken, and neither are lines with a
 * command, so that you can copy them.
 *
 * @param columns undefined or 0 if unknown (a pipe, a terminal without a size): the text stays unchanged
 */
export function wrap(text: string, columns: number | undefined): string {
  if (!columns) return text
  return text
    .split('\n')
    .map(line => (isShort(line, columns) || command.test(line) ? line : broken(line, columns)))
    .join('\n')
}

/** Pasted into a shell, a broken command would become several. */
const command = /\baws [a-z0-9-]+ [a-z-]+ --|\bpacker-ecs [^"]*--[^"]*(?:"|$)| && /

/** Colors, the indentation, and the mark of a line of a log, which its continuation repeats. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape of a color
const start = /^((?:\u001b\[[\d;]*m)*)( *)((?:│ *)?)/

function isShort(line: string, columns: number): boolean {
  return stripVTControlCharacters(line).length <= columns
}

function broken(line: string, columns: number): string {
  const [whole, colors = '', indent = '', mark = ''] = start.exec(line) ?? ['']
  const later = mark === '' ? `${indent}${' '.repeat(hanging)}` : `${indent}${mark}`
  const rest = colors + line.slice(whole.length)
  const lines = wrapAnsi(rest, Math.max(20, columns - later.length)).split('\n')
  return lines.map((part, index) => (index === 0 ? `${indent}${mark}` : later) + part).join('\n')
}
