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
  const found = await Promise.all(paths.map(inTheWay))
  const present = [...new Set(found.filter(path => path !== undefined))]
  if (present.length > 0) throw alreadyThere(present)
  if ((await inTheWay(folder)) !== undefined) return
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
      await reserve(path)
      written.push(path)
      await writeFile(path, text)
    }
  } catch (error) {
    await Promise.all(written.map(path => rm(path, { force: true })))
    throw error
  }
}

/** Another program may have created the file since it was checked. */
async function reserve(path: string): Promise<void> {
  try {
    await writeFile(path, '', { flag: 'wx' })
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'EEXIST' ? alreadyThere([path]) : error
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

/** The path itself if it exists, or a file in place of its folder. */
async function inTheWay(path: string): Promise<string | undefined> {
  return lstat(path).then(
    () => path,
    (cause: NodeJS.ErrnoException) => (cause.code === 'ENOTDIR' ? dirname(path) : undefined),
  )
}
