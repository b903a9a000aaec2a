import writeFileAtomic from 'write-file-atomic'
import { ToolError } from '../../errors/tool-error.ts'
import type { FileSystem } from '../../ports/ports.ts'
import { isJson, parseParameterFile, readParameterText } from './parameter-file.ts'
import { withJsonValue } from './write-json.ts'
import { withLineValue } from './write-lines.ts'

/**
 * Writes AMI ids to a parameter file and returns whether it changed. Keeps comments, order, white space and line endings;
 * adds a missing parameter at the end.
 *
 * @throws ToolError PARAMETER_FILE_NOT_WRITTEN
 */
export async function writeAmis(
  file: string,
  amis: Readonly<Record<string, string>>,
  fileSystem: FileSystem,
): Promise<boolean> {
  const text = await readParameterText(file, fileSystem)
  const written = withValues(text, amis)
  if (written === text) return false
  assertHolds(written, amis, file)
  await writeFileAtomic(file, written)
  return true
}

/** Sets values in the text of a parameter file. */
export function withValues(text: string, values: Readonly<Record<string, string>>): string {
  const put = isJson(text) ? withJsonValue : withLineValue
  return Object.entries(values).reduce((result, [name, value]) => put(result, name, value), text)
}

/** Parses the new text as the next deploy does, before it is written. */
function assertHolds(text: string, amis: Readonly<Record<string, string>>, file: string): void {
  const { entries, faults } = parseParameterFile(text, file)
  const holds = Object.entries(amis).every(
    ([name, value]) => entries.find(entry => entry.name === name)?.value === value,
  )
  if (holds && faults.length === 0) return
  const lines = Object.entries(amis).map(([name, value]) => `${name}=${value}`)
  throw new ToolError('PARAMETER_FILE_NOT_WRITTEN', `cannot write the AMI to ${file}`, {
    why: 'packer-ecs can read the format of this file, but cannot edit it. The file is unchanged.',
    hint: `Edit it by hand: ${lines.join(', ')}.`,
  })
}
