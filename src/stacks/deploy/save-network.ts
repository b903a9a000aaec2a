import type { StacksContext } from '../context.ts'
import type { OfferedNetwork } from '../parameters/network.ts'
import { writeValues } from '../parameters/write-values.ts'
import type { Deciding } from './request.ts'

/**
 * Offers to save a chosen network to the parameter file, so that the next deploy does not ask. --write-parameters writes
 * it after the deployment instead. Networks of a sandbox are not offered: the file is also for AWS.
 *
 * @throws ToolError PARAMETER_FILE_NOT_WRITTEN
 */
export async function saveNetwork(
  { values }: OfferedNetwork,
  {
    chosen: { parameterFile: file },
    given,
    writeParameters,
  }: Pick<Deciding, 'chosen' | 'given' | 'writeParameters'>,
  { person, endpoint, fileSystem, emit }: StacksContext,
): Promise<void> {
  if (file === null || given.fileText === null || writeParameters || endpoint !== null) return
  const names = Object.keys(values).join(' and ')
  if (!(await person.accepts(`Save ${names} to ${file}?`))) return
  await writeValues(file, values, fileSystem, given.fileText)
  emit({ type: 'notice', text: `saved ${names} to ${file}` })
}
