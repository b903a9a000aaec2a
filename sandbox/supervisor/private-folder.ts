import { chmod, lstat, mkdir, stat } from 'node:fs/promises'
import { SandboxError } from './sandbox-error.ts'

/**
 * Creates the folder with mode 0700, or gives an existing one that mode. Its trees and layers contain setuid files,
 * which other users must not reach.
 * @throws SandboxError if another user owns the folder, or could have written to it
 */
export async function makePrivateFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const [named, found] = await Promise.all([lstat(folder), stat(folder)])
  const self = process.getuid?.()
  const stranger = [named, found].find(({ uid }) => uid !== self)
  if (stranger !== undefined) throw refused(folder, `belongs to the user with id ${stranger.uid}`)
  if ((found.mode & 0o022) !== 0) throw refused(folder, 'can be written by other users')
  if ((found.mode & 0o077) !== 0) await chmod(folder, 0o700)
}

function refused(folder: string, what: string): SandboxError {
  return new SandboxError(`the folder ${folder} ${what}; the sandbox runs programs from it as root`, {
    hint: 'Delete the folder, or name another one.',
  })
}
