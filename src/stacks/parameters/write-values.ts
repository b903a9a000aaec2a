import writeFileAtomic from 'write-file-atomic'
import { ToolError } from '../../errors/tool-error.ts'
import type { FileSystem } from '../../ports/ports.ts'
import { isJson, parseParameterFile, readParameterText } from './parameter-file.ts'
import { withJsonValue } from './write-json.ts'
import { withLineValue } from './write-lines.ts'

/**
 * Writes values to a parameter file and returns whether it changed. Keeps comments, order, white space and line endings;
 * adds a missing parameter at the end.
 *
 * @param asRead the text that the file must still have; undefined: any
 * @throws ToolError PARAMETER_FILE_NOT_WRITTEN
 */
export async function writeValues(
  file: string,
  values: Readonly<Record<string, string>>,
  fileSystem: FileSystem,
  asRead?: string,
): Promise<boolean> {
  const text = await readParameterText(file, fileSystem)
  if (asRead !== undefined && text !== asRead) {
    throw notWritten(file, values, 'The file has changed since this deploy read it.', 'Deploy again')
  }
  const written = withValues(text, values)
  if (written === text) return false
  assertHolds(written, values, file)
  await writeFileAtomic(file, written)
  return true
}

/** Sets values in the text of a parameter file. */
export function withValues(text: string, values: Readonly<Record<string, string>>): string {
  const put = isJson(text) ? withJsonValue : withLineValue
  return Object.entries(values).reduce((result, [name, value]) => put(result, name, value), text)
}

/** Parses the new text as the next deploy does, before it is written. */
function assertHolds(text: string, values: Readonly<Record<string, string>>, file: string): void {
  const { entries, faults } = parseParameterFile(text, file)
  const holds = Object.entries(values).every(
    ([name, value]) => entries.find(entry => entry.name === name)?.value === value,
  )
  if (holds && faults.length === 0) return
  const why = 'packer-ecs can read the format of this file, but cannot edit it. The file is unchanged.'
  throw notWritten(file, values, why)
}

function notWritten(
  file: string,
  values: Readonly<Record<string, string>>,
  why: string,
  instead?: string,
): ToolError {
  const lines = Object.entries(values).map(([name, value]) => `${name}=${value}`)
  return new ToolError(
    'PARAMETER_FILE_NOT_WRITTEN',
    `cannot write ${Object.keys(values).join(' and ')} to ${file}`,
    {
      why,
      hint: `${instead === undefined ? 'Edit' : `${instead}, or edit`} it by hand: ${lines.join(', ')}.`,
    },
  )
}
