import { existsSync } from 'node:fs'
import { lstat, mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { ToolError } from '../errors/tool-error.ts'

export interface NewFile {
  readonly path: string
  readonly text: string
}

/**
 * Throws unless these files can be created; their folders within `folder` may be missing.
 *
 * @throws ToolError CONFIG_EXISTS or FOLDER_MISSING
 */
export async function checkAreNew(folder: string, paths: readonly string[]): Promise<void> {
  const found = await Promise.all(paths.map(path => inTheWay(folder, path)))
  const present = [...new Set(found.filter(path => path !== undefined))]
  if (present.length > 0) throw alreadyThere(present)
  if (existsSync(folder)) return
  throw new ToolError('FOLDER_MISSING', `the folder ${folder} does not exist`, {
    hint: 'Create it, or pass --config to use another file.',
    exitStatus: 2,
  })
}

/**
 * Creates all of the files or none; folders that were created for them stay.
 *
 * @throws ToolError CONFIG_EXISTS
 */
export async function writeNew(files: readonly NewFile[]): Promise<void> {
  const written: string[] = []
  try {
    for (const { path, text } of files) {
      await mkdir(dirname(path), { recursive: true })
      // Another program may have created the file since it was checked; a link there is not followed.
      await writeFile(path, text, { flag: 'wx' }).catch(error => {
        if (error.code === 'EEXIST') throw alreadyThere([path])
        written.push(path)
        throw error
      })
      written.push(path)
    }
  } catch (error) {
    await Promise.allSettled(written.map(path => rm(path, { force: true })))
    throw error
  }
}

function alreadyThere(paths: readonly string[]): ToolError {
  return new ToolError(
    'CONFIG_EXISTS',
    `${paths.join(' and ')} ${paths.length === 1 ? 'exists' : 'exist'} already`,
    {
      why: 'init never overwrites a file.',
      hint: 'Move or delete it, or pass --config to use another configuration file.',
      exitStatus: 2,
    },
  )
}

/** The path itself if it exists; a file or a link in place of one of its folders within `folder`. */
async function inTheWay(folder: string, path: string): Promise<string | undefined> {
  const parent = dirname(path)
  if (parent !== folder && parent !== path) {
    const above = await inTheWay(folder, parent)
    if (above !== undefined && !(await isFolder(above))) return above
  }
  return lstat(path).then(
    () => path,
    () => undefined,
  )
}

async function isFolder(path: string): Promise<boolean> {
  return (await lstat(path)).isDirectory()
}
