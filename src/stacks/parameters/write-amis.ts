import writeFileAtomic from 'write-file-atomic'
import { ToolError } from '../../errors/tool-error.ts'
import type { FileSystem } from '../../ports/ports.ts'
import { isJson, parseParameterFile, readParameterText } from './parameter-file.ts'
import { withJsonValue } from './write-json.ts'
import { withLineValue } from './write-lines.ts'

/**
 * Writes AMI ids into a parameter file, for those who keep it in git. Comments, order, white space and line ends
 * stay; a parameter that is not there is added at the end. The result is whether anything changed.
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

/** The text of a parameter file with these values in it. */
export function withValues(text: string, values: Readonly<Record<string, string>>): string {
  const put = isJson(text) ? withJsonValue : withLineValue
  return Object.entries(values).reduce((result, [name, value]) => put(result, name, value), text)
}

/** Reads it again, as the next deploy will: nothing is written that is not what was meant. */
function assertHolds(text: string, amis: Readonly<Record<string, string>>, file: string): void {
  const { entries, faults } = parseParameterFile(text, file)
  const holds = Object.entries(amis).every(
    ([name, value]) => entries.find(entry => entry.name === name)?.value === value,
  )
  if (holds && faults.length === 0) return
  const lines = Object.entries(amis).map(([name, value]) => `${name}=${value}`)
  throw new ToolError('PARAMETER_FILE_NOT_WRITTEN', `the AMI could not be written into ${file}`, {
    why: 'The file is written in a way that packer-ecs can read but not edit; it was left as it is.',
    hint: `Write it by hand: ${lines.join(', ')}.`,
  })
}
