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
 * @throws ToolError RUN_FOLDER_NOT_WRITABLE, RUN_ID_TAKEN
 */
export async function createRunFolder(
  projectFolder: string,
  runId: string,
  fileSystem: FileSystem,
): Promise<string> {
  const folder = join(runsFolder(projectFolder), runId)
  try {
    await fileSystem.mkdir(runsFolder(projectFolder), { recursive: true })
    await fileSystem.writeFile(join(projectFolder, '.packer-ecs', '.gitignore'), '*\n')
    await fileSystem.mkdir(folder)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') throw taken(runId, folder)
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

/** Ids have the second and four random digits: of a few hundred runs that begin in one second, two may be equal. */
function taken(runId: string, folder: string): ToolError {
  return new ToolError('RUN_ID_TAKEN', `another run of this second has the id ${runId}: ${folder} is there`, {
    why: 'Two runs with one id could not be told apart, neither here nor by their tags.',
    hint: 'Repeat the command.',
  })
}
