import { lstat, mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { ToolError } from '../errors/tool-error.ts'

export interface NewFile {
  readonly path: string
  readonly text: string
}

/**
 * Throws unless these files can be made; their folders within `folder` need not be there.
 *
 * @throws ToolError CONFIG_EXISTS or FOLDER_MISSING
 */
export async function checkAreNew(folder: string, paths: readonly string[]): Promise<void> {
  const found = await Promise.all(paths.map(inTheWay))
  const present = [...new Set(found.filter(path => path !== undefined))]
  if (present.length > 0) throw alreadyThere(present)
  if ((await inTheWay(folder)) !== undefined) return
  throw new ToolError('FOLDER_MISSING', `there is no folder ${folder}`, {
    hint: 'Make it, or name another file with --config.',
    exitStatus: 2,
  })
}

/**
 * All of the files or none; folders that were made for them stay.
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

/** Somebody may have made the file since it was looked for. */
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
    `${paths.join(' and ')} ${paths.length === 1 ? 'is' : 'are'} there already`,
    {
      why: 'init never writes over a file.',
      hint: 'Move away what is there; --config names another file for the configuration alone.',
      exitStatus: 2,
    },
  )
}

/** The path itself, or the file that stands where its folder should. */
async function inTheWay(path: string): Promise<string | undefined> {
  return lstat(path).then(
    () => path,
    (cause: NodeJS.ErrnoException) => (cause.code === 'ENOTDIR' ? dirname(path) : undefined),
  )
}
