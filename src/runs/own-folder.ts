import { constants } from 'node:fs'
import { join } from 'node:path'
import { ToolError } from '../errors/tool-error.ts'
import type { FileSystem } from '../ports/ports.ts'

/**
 * Creates or checks `.packer-ecs` and its folder `runs`; returns that of the runs. A repository can contain them: a link
 * there would make packer-ecs write elsewhere, and a folder of another user could be replaced by one.
 *
 * @throws ToolError RUN_FOLDER_NOT_SAFE, and errors of the file system
 */
export async function ownRunsFolder(projectFolder: string, fileSystem: FileSystem): Promise<string> {
  const own = join(projectFolder, ownFolderName)
  const runs = join(own, 'runs')
  const project = await fileSystem.stat(projectFolder)
  await createOwn(own, project.uid, fileSystem)
  await ignoreInGit(join(own, '.gitignore'), fileSystem)
  await createOwn(runs, project.uid, fileSystem)
  return runs
}

/** The folder of packer-ecs next to the configuration file. */
export const ownFolderName = '.packer-ecs'

/** Throws if the path is a link or belongs to another user. A file in its place fails when it is used. */
async function createOwn(path: string, projectOwner: number, fileSystem: FileSystem): Promise<void> {
  await fileSystem.mkdir(path, { mode: 0o700 }).catch(ignoreExisting)
  const found = await fileSystem.lstat(path)
  if (found.isSymbolicLink()) throw notSafe(path, 'is a link')
  if (!isOurs(found.uid, projectOwner)) throw notSafe(path, `belongs to the user with id ${found.uid}`)
}

async function ignoreInGit(path: string, fileSystem: FileSystem): Promise<void> {
  const { O_CREAT, O_EXCL, O_WRONLY } = constants
  const file = await fileSystem.open(path, O_CREAT | O_EXCL | O_WRONLY, 0o600).catch(ignoreExisting)
  if (file === undefined) {
    if (!(await fileSystem.lstat(path)).isFile()) throw notSafe(path, 'is not a regular file')
    return
  }
  await file.writeFile('*\n').finally(() => file.close())
}

function ignoreExisting(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'EEXIST') throw error
}

/** Root also works in the projects of other users, which control all that it reads there. */
function isOurs(owner: number, projectOwner: number): boolean {
  const us = process.getuid?.()
  return us === undefined || owner === us || (us === 0 && owner === projectOwner)
}

function notSafe(path: string, problem: string): ToolError {
  return new ToolError('RUN_FOLDER_NOT_SAFE', `${path} ${problem}`, {
    why: 'packer-ecs writes only to folders that it created; a repository that contains this path may redirect its files.',
    hint: 'Check what it is, then delete it. packer-ecs creates it again.',
    exitStatus: 2,
  })
}
