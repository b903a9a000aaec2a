import { join } from 'node:path'
import { ToolError } from '../errors/tool-error.ts'
import type { FileSystem } from '../ports/ports.ts'
import { ownFolderName, ownRunsFolder } from './own-folder.ts'

/** The folder of all runs: next to the configuration file, ignored by git. */
export function runsFolder(projectFolder: string): string {
  return join(projectFolder, ownFolderName, 'runs')
}

/**
 * Creates the folder of one run. Only its owner can read it: scripts may print secrets.
 *
 * @throws ToolError RUN_FOLDER_NOT_SAFE, RUN_FOLDER_NOT_WRITABLE, RUN_ID_TAKEN
 */
export async function createRunFolder(
  projectFolder: string,
  runId: string,
  fileSystem: FileSystem,
): Promise<string> {
  const folder = join(runsFolder(projectFolder), runId)
  try {
    await ownRunsFolder(projectFolder, fileSystem)
    await fileSystem.mkdir(folder, { mode: 0o700 })
  } catch (cause) {
    if (cause instanceof ToolError) throw cause
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') throw taken(runId, folder)
    throw new ToolError(
      'RUN_FOLDER_NOT_WRITABLE',
      `the run folder ${folder} could not be created: ${String(cause)}`,
      {
        why: 'It holds the rendered template, the log of Packer and the record of everything that the run creates.',
        hint: 'Make the project folder writable, free some space, or run from a writable copy.',
        cause,
      },
    )
  }
  return folder
}

/** A run id has four random digits: two of a few hundred runs that start in the same second may get the same id. */
function taken(runId: string, folder: string): ToolError {
  return new ToolError('RUN_ID_TAKEN', `the run id ${runId} is already taken: ${folder} exists`, {
    why: 'A run is identified by its id, on this machine and in tags on AWS.',
    hint: 'Run the command again.',
  })
}
