/**
 * Text that packer-ecs did not write: tags, AMI names, reasons of stack events, consoles, output of scripts, messages of
 * AWS and Packer. A terminal or a CI service may execute parts of it. Here it becomes text that only shows.
 */

/** Control and format characters (bidirectional ones included), line separators, and halves of surrogate pairs. */
const unprintable = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

/** Every character that a terminal would act on, as `\u001b`; a tab as spaces. Line breaks stay. */
export function visible(text: string): string {
  return text.replaceAll('\r\n', '\n').replaceAll('\t', '    ').replaceAll(unprintable, escaped)
}

/** The data with every string on one line: a line break becomes a visible `\n`. Dates and the like stay. */
export function onOneLine<Data>(data: Data): Data {
  if (typeof data === 'string') return visible(data).replaceAll('\n', '\\n') as Data
  if (Array.isArray(data)) return data.map(onOneLine) as Data
  if (typeof data !== 'object' || data === null || !isPlain(data)) return data
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, onOneLine(value)])) as Data
}

/** A text of several lines, with the later ones indented: none looks like a line of packer-ecs. */
export function hanging(text: string, indent = '    '): string {
  return visible(text).replaceAll('\n', `\n${indent}`)
}

/**
 * Without commands to a CI service: `::add-mask::` at the start of a line (GitHub, which ignores spaces before it), and
 * `##[error]`, `##vso[…]` or `##teamcity[…]` anywhere in it (GitHub, Azure Pipelines, TeamCity).
 */
export function withoutCommands(text: string): string {
  return text.replaceAll(commandLine, '$1\\u003a').replaceAll(bracketCommand, '\\u0023')
}

/** One line of JSON. It has the same value without the escapes. */
export function jsonLine(document: unknown): string {
  const json = JSON.stringify(document).replaceAll(unprintable, escaped)
  return `${json.replaceAll(bracketCommand, '\\u0023')}\n`
}

// A service that removes colors would see a command that follows one at the start of the line.
// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape of a color
const commandLine = /^((?:[^\S\n]|\u001b\[[\d;]*m)*):(?=:)/gm
const bracketCommand = /#(?=#[a-z]*\[)/gi

function isPlain(data: object): boolean {
  const prototype = Object.getPrototypeOf(data)
  return prototype === Object.prototype || prototype === null
}

/** As in JSON: a character outside of the basic plane is a pair. */
function escaped(character: string): string {
  return Array.from(
    { length: character.length },
    (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
  ).join('')
}
