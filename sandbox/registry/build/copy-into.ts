import { constants } from 'node:fs'
import { copyFile, lstat, mkdir, readdir, readlink, realpath, rm, stat, symlink } from 'node:fs/promises'
import { basename, join, sep } from 'node:path'
import { SandboxError } from '../../supervisor/sandbox-error.ts'
import type { BuildFault, Copy } from './build-plan.ts'

/** Sources of COPY that do not exist, or that symbolic links take out of the build folder. */
export async function sourceFaults(folder: string, copies: readonly Copy[]): Promise<readonly BuildFault[]> {
  const faults: BuildFault[] = []
  for (const { sources, line } of copies) {
    for (const source of sources) {
      const fault = await faultOf(folder, source)
      if (fault !== undefined) faults.push({ line, ...fault })
    }
  }
  return faults
}

/** The file or folder behind all symbolic links, or undefined if it is missing or outside of the folder. */
export async function resolveInside(folder: string, path: string): Promise<string | undefined> {
  const resolve = (name: string) => realpath(name).catch(() => undefined)
  const [base, found] = await Promise.all([resolve(folder), resolve(join(folder, path))])
  if (base === undefined || found === undefined) return undefined
  return found === base || found.startsWith(base.endsWith(sep) ? base : base + sep) ? found : undefined
}

/**
 * Copies into the image below `root`. Links in copied folders stay as they are; no link in the image is followed, because it
 * would lead to files of the host.
 * @throws SandboxError
 */
export async function copyInto(root: string, folder: string, { sources, target, line }: Copy): Promise<void> {
  for (const source of sources) {
    const refuse: Refuse = reason => {
      throw new SandboxError(
        `cannot build an image from ${folder}: line ${line}: COPY ${source}: ${reason}`,
        {
          hint: 'Copy to another path, or push an image that was built elsewhere.',
        },
      )
    }
    const from =
      (await resolveInside(folder, source)) ?? refuse('the source is missing or outside of the folder')
    const names = target.split('/').filter(name => name !== '')
    if ((await stat(from)).isDirectory()) {
      // The content of a folder is copied, not the folder.
      await copyEntry(from, await makeFolders(root, names, refuse), refuse)
      continue
    }
    const parent = await makeFolders(root, target.endsWith('/') ? names : names.slice(0, -1), refuse)
    const to = target.endsWith('/') ? parent : join(parent, names.at(-1) ?? '')
    await copyEntry(from, (await kindOf(to)) === 'folder' ? join(to, basename(source)) : to, refuse)
  }
}

type Refuse = (reason: string) => never

/** Makes each folder of the path in the image, and returns its path on the host. */
async function makeFolders(root: string, names: readonly string[], refuse: Refuse): Promise<string> {
  let path = root
  for (const name of names) {
    path = join(path, name)
    const kind = await kindOf(path)
    if (kind === 'missing') await mkdir(path)
    else if (kind !== 'folder') refuse(`${path.slice(root.length)} in the image is a ${kind}, not a folder`)
  }
  return path
}

async function faultOf(folder: string, source: string): Promise<Omit<BuildFault, 'line'> | undefined> {
  const path = join(folder, source)
  if ((await stat(path).catch(() => undefined)) === undefined) {
    return {
      message: `COPY ${source}: there is no such file or folder in ${folder}`,
      remedy: 'Correct the path, which is relative to the folder of the Dockerfile.',
    }
  }
  if ((await resolveInside(folder, source)) !== undefined) return undefined
  return {
    message: `COPY ${source}: a symbolic link leads out of ${folder}`,
    remedy: 'Copy the files into the folder.',
  }
}

async function copyEntry(from: string, to: string, refuse: Refuse): Promise<void> {
  const [kind, present] = await Promise.all([kindOf(from), kindOf(to)])
  if (present !== 'missing' && (kind === 'folder') !== (present === 'folder')) {
    refuse(`a ${kind} cannot replace the ${present} ${basename(to)} in the image`)
  }
  if (kind === 'folder') {
    if (present === 'missing') await mkdir(to)
    for (const name of await readdir(from)) await copyEntry(join(from, name), join(to, name), refuse)
    return
  }
  await rm(to, { force: true })
  if (kind === 'symbolic link') return symlink(await readlink(from), to)
  if (kind !== 'file') refuse(`${from} is a ${kind}`)
  // Exclusive, so that it follows no link.
  await copyFile(from, to, constants.COPYFILE_EXCL)
}

type Kind = 'file' | 'folder' | 'symbolic link' | 'special file' | 'missing'

async function kindOf(path: string): Promise<Kind> {
  const status = await lstat(path).catch(() => undefined)
  if (status === undefined) return 'missing'
  if (status.isDirectory()) return 'folder'
  if (status.isSymbolicLink()) return 'symbolic link'
  return status.isFile() ? 'file' : 'special file'
}
