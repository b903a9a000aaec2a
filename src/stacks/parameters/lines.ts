import type { Fault } from '../../errors/fault.ts'
import type { FileEntry, ParameterFile } from './file-entry.ts'

/*
 * Lines as in `aws cloudformation deploy --parameter-overrides $(cat FILE)`: the shell splits them at white space and
 * keeps quotes; the AWS CLI splits each word at its first "=". A file that the AWS CLI accepts means the same here.
 * Comment lines and white space in values and around "=" are an extension, which a notice reports.
 */

export function parseLines(text: string, file: string): ParameterFile {
  const lines = text.split('\n')
  const yaml = yamlLine(lines)
  if (yaml !== undefined) return { entries: [], faults: [isYaml(yaml, file)], notices: [] }
  const read = lines.map((line, index) => parseLine(line.replace(/\r$/, ''), index + 1, file))
  const extensions = read.filter(({ isExtension }) => isExtension).map(({ line }) => line)
  return {
    entries: read.flatMap(({ entries }) => entries),
    faults: read.flatMap(({ faults }) => faults),
    notices: [
      ...(extensions.length === 0 ? [] : [extensionNotice(file, extensions)]),
      ...(/\r\n/.test(text) ? [carriageReturnNotice(file)] : []),
      ...read.flatMap(({ entries }) => entries.flatMap(entry => quoteNotice(entry, file))),
    ],
  }
}

/** Number of the first line that sets a key as in YAML, if no line is `Key=Value`. */
function yamlLine(lines: readonly string[]): number | undefined {
  if (lines.some(line => /^\s*[A-Za-z0-9]+[ \t]*=/.test(line))) return undefined
  const index = lines.findIndex(line => /^\s*(?:- +)?["']?[A-Za-z0-9:]+["']?:(?:\s|$)/.test(line))
  return index === -1 ? undefined : index + 1
}

function isYaml(line: number, file: string): Fault {
  return {
    code: 'PARAMETER_FILE_LINE',
    file,
    line,
    what: 'the parameter file is YAML',
    why: 'The AWS CLI does not read parameters in YAML.',
    hint: 'Write one Key=Value per line, or use a JSON form.',
  }
}

/** Offset of a parameter's value in a line; undefined if the line does not set the parameter. */
export function valueOffset(line: string, name: string): number | undefined {
  const whole = new RegExp(`^\\s*${name}[ \\t]*=[ \\t]*`).exec(line)
  if (whole !== null) return whole[0].length
  const within = new RegExp(`\\s${name}=`).exec(line)
  return within === null || !isSeveral(line) ? undefined : within.index + within[0].length
}

/** Whether a line has several `Key=Value`, which the shell splits. */
export function isSeveral(line: string): boolean {
  const words = line.trim().split(/\s+/)
  return words.length > 1 && words.every(word => /^[A-Za-z0-9]+=/.test(word))
}

interface ReadLine {
  readonly line: number
  readonly entries: readonly FileEntry[]
  readonly faults: readonly Fault[]
  readonly isExtension: boolean
}

function parseLine(text: string, line: number, file: string): ReadLine {
  const nothing: ReadLine = { line, entries: [], faults: [], isExtension: false }
  if (text.trim() === '') return nothing
  if (/^\s*#/.test(text)) return { ...nothing, isExtension: true }
  if (/^\s*ParameterKey=[A-Za-z0-9]+,/.test(text)) {
    return { ...nothing, faults: [ofCreateStack(line, file)] }
  }
  if (isSeveral(text)) {
    const entries = text
      .trim()
      .split(/\s+/)
      .map(word => toEntry(word, line))
    return { ...nothing, entries }
  }
  const found = /^\s*([A-Za-z0-9]+)[ \t]*=(.*)$/.exec(text)
  if (found === null) return { ...nothing, faults: [noParameter(text, line, file)] }
  const [, name = '', rest = ''] = found
  const value = rest.trim()
  if (/\s#/.test(value)) return { ...nothing, faults: [commentBehind(name, line, file)] }
  const isExtension = /\s/.test(text.trim())
  return { ...nothing, entries: [{ name, value, line }], isExtension }
}

function toEntry(word: string, line: number): FileEntry {
  const equals = word.indexOf('=')
  return { name: word.slice(0, equals), value: word.slice(equals + 1), line }
}

function noParameter(text: string, line: number, file: string): Fault {
  const before = text.split('=', 1)[0] ?? ''
  const problem = text.includes('=')
    ? `${JSON.stringify(before.trim())} is not a parameter name`
    : 'the line has no "="'
  return {
    code: 'PARAMETER_FILE_LINE',
    file,
    line,
    what: problem,
    hint: 'Use Key=Value, with letters and digits in the key; a comment starts with #.',
  }
}

function ofCreateStack(line: number, file: string): Fault {
  return {
    code: 'PARAMETER_FILE_LINE',
    file,
    line,
    what: 'the line has the form of "aws cloudformation create-stack --parameters"',
    hint: 'Write Key=Value, with plain commas between the items of a list.',
  }
}

function commentBehind(name: string, line: number, file: string): Fault {
  return {
    code: 'PARAMETER_FILE_LINE',
    file,
    line,
    key: name,
    what: `the value of ${name} contains " #"`,
    why: 'It could be a comment or part of the value.',
    hint: 'Put a comment on a separate line. For a value that contains " #", use a JSON form.',
  }
}

function extensionNotice(file: string, lines: readonly number[]): string {
  const shown = lines.length > 3 ? `${lines.slice(0, 3).join(', ')} …` : lines.join(', ')
  return `${file}:${shown}: comments and white space in values are an extension of packer-ecs; "aws cloudformation deploy --parameter-overrides $(cat …)" does not accept this file.`
}

function carriageReturnNotice(file: string): string {
  return `${file} has Windows line endings; "aws cloudformation deploy --parameter-overrides $(cat …)" adds a carriage return to each value.`
}

/** A shell does not remove quotes from the output of $(cat). */
function quoteNotice({ name, value, line }: FileEntry, file: string): string[] {
  return /^(["']).*\1$/.test(value) && value.length > 1
    ? [`${file}:${line}: the quotes are part of the value of ${name}, as with the AWS CLI.`]
    : []
}
