import { chmod, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from './command.ts'

export interface Overlay {
  /** Mount point of the machine's root. */
  readonly root: string
  /** The machine's own layer: everything that it wrote. */
  readonly upper: string
  unmount(): Promise<void>
}

/** Mounts lower directories (uppermost first) and the machine's own layer as one tree. */
export async function mountOverlay(options: {
  readonly lowerDirectories: readonly string[]
  readonly folder: string
  readonly root: string
}): Promise<Overlay> {
  const { lowerDirectories, folder, root } = options
  const upper = join(folder, 'root')
  const work = join(folder, 'work')
  // `volatile` leaves a mark that prevents a second mount.
  await rm(work, { recursive: true, force: true })
  for (const directory of [work, root]) await mkdir(directory, { recursive: true })
  // The mode of a new machine's `/`, whatever the umask.
  if ((await mkdir(upper, { recursive: true })) !== undefined) await chmod(upper, 0o755)
  await run('mount', ['-t', 'overlay', '-o', overlayOptions(lowerDirectories, upper, work), 'overlay', root])
  return {
    root,
    upper,
    async unmount() {
      await run('umount', ['--lazy', root])
    },
  }
}

/**
 * `volatile` avoids waiting for the disk. `redirect_dir` makes it possible to rename folders of lower layers, which
 * Docker does when it starts.
 */
const features = 'volatile,redirect_dir=on'

export function overlayOptions(lowerDirectories: readonly string[], upper: string, work: string): string {
  const lower = lowerDirectories.map(directory => escapeOption(directory).replaceAll(':', '\\:')).join(':')
  return `lowerdir=${lower},upperdir=${escapeOption(upper)},workdir=${escapeOption(work)},${features}`
}

function escapeOption(path: string): string {
  return path.replaceAll('\\', '\\\\').replaceAll(',', '\\,')
}
