import { ConfigurationError, type Fault } from '../../errors/fault.ts'
import { readNamed } from '../../files/read-named.ts'
import { mostTextBytes, UnusableFile } from '../../files/unusable-file.ts'
import type { FileSystem } from '../../ports/ports.ts'
import type { FileEntry, ParameterFile } from './file-entry.ts'
import { parseJsonForms } from './json-forms.ts'
import { parseLines } from './lines.ts'

/** Parses lines `Key=Value`, or one of the AWS CLI's JSON forms. */
export function parseParameterFile(text: string, file: string): ParameterFile {
  const content = text.replace(/^\uFEFF/, '')
  const { entries, faults, notices } = isJson(content)
    ? parseJsonForms(content, file)
    : parseLines(content, file)
  return { entries, faults: [...faults, ...repeated(entries, file)], notices }
}

export function isJson(text: string): boolean {
  return /^\uFEFF?\s*[[{]/.test(text)
}

/** @throws ConfigurationError PARAMETER_FILE_UNREADABLE */
export async function readParameterText(file: string, fileSystem: FileSystem): Promise<string> {
  const bytes = await readNamed(file, mostTextBytes, fileSystem).catch(cause => {
    throw unreadable(file, `the parameter file ${UnusableFile.from(file, cause).problem}`)
  })
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw unreadable(file, 'the parameter file is not UTF-8 text')
  }
}

function unreadable(file: string, what: string): ConfigurationError {
  const hint = 'Check the path under stacks.….parameterFiles; it must be a text file with parameters.'
  return new ConfigurationError([{ code: 'PARAMETER_FILE_UNREADABLE', file, what, hint }])
}

function repeated(entries: readonly FileEntry[], file: string): Fault[] {
  return entries.flatMap(({ name, line }, index) => {
    const first = entries.findIndex(other => other.name === name)
    if (first === index) return []
    return [
      {
        code: 'PARAMETER_TWICE',
        file,
        line,
        key: name,
        what: `parameter ${name} is already set on line ${entries[first]?.line}`,
        hint: 'Remove one of them.',
      },
    ]
  })
}
