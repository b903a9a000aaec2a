import { join } from 'node:path'
import { ToolError } from '../errors/tool-error.ts'
import type { FileSystem } from '../ports/ports.ts'

/** Where runs are kept: beside the configuration, ignored by git. */
export function runsFolder(projectFolder: string): string {
  return join(projectFolder, '.packer-ecs', 'runs')
}

/**
 * Makes the folder of one run.
 *
 * @throws ToolError RUN_FOLDER_NOT_WRITABLE
 */
export async function createRunFolder(
  projectFolder: string,
  runId: string,
  fileSystem: FileSystem,
): Promise<string> {
  const folder = join(runsFolder(projectFolder), runId)
  try {
    await fileSystem.mkdir(folder, { recursive: true })
    await fileSystem.writeFile(join(projectFolder, '.packer-ecs', '.gitignore'), '*\n')
  } catch (cause) {
    throw new ToolError(
      'RUN_FOLDER_NOT_WRITABLE',
      `the run's folder ${folder} could not be made: ${String(cause)}`,
      {
        why: 'The rendered template, the log of Packer and the record of what was created are kept there.',
        hint: 'Make the project folder writable, free some space, or run from a copy that you may write to.',
        cause,
      },
    )
  }
  return folder
}
