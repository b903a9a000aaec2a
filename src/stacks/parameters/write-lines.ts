import { valueOffset } from './lines.ts'

/** Sets one parameter in a file of lines `Key=Value`; adds it at the end if it is missing. */
export function withLineValue(text: string, name: string, value: string): string {
  const lines = text.split('\n')
  const index = lines.findIndex(line => !/^\s*#/.test(line) && valueOffset(line, name) !== undefined)
  if (index === -1) return appended(text, `${name}=${value}`)
  return lines.with(index, replaced(lines[index] ?? '', name, value)).join('\n')
}

function replaced(line: string, name: string, value: string): string {
  const offset = valueOffset(line, name) ?? 0
  const rest = line.slice(offset)
  // In a line with several parameters, the value is one word; else it ends before trailing white space.
  const end = offset + (isWord(line) ? rest.search(/\s|$/) : rest.trimEnd().length)
  return line.slice(0, offset) + value + line.slice(end)
}

function isWord(line: string): boolean {
  return line
    .trim()
    .split(/\s+/)
    .every(word => /^[A-Za-z0-9]+=/.test(word))
}

function appended(text: string, line: string): string {
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n'
  const separator = text === '' || text.endsWith('\n') ? '' : lineEnd
  return `${text}${separator}${line}${lineEnd}`
}
