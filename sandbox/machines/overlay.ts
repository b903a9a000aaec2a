import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from './command.ts'

export interface Overlay {
  /** Where the machine's root is mounted. */
  readonly root: string
  /** What the machine wrote: its own layer. */
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
  // `volatile` marks it as not to be mounted twice.
  await rm(work, { recursive: true, force: true })
  for (const directory of [upper, work, root]) await mkdir(directory, { recursive: true })
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
 * `volatile` spares the machine every wait for the disk. With `redirect_dir` a folder that a layer brings can be renamed,
 * as on a disk: Docker does so when it starts.
 */
const features = 'volatile,redirect_dir=on'

export function overlayOptions(lowerDirectories: readonly string[], upper: string, work: string): string {
  const lower = lowerDirectories.map(directory => escapeOption(directory).replaceAll(':', '\\:')).join(':')
  return `lowerdir=${lower},upperdir=${escapeOption(upper)},workdir=${escapeOption(work)},${features}`
}

function escapeOption(path: string): string {
  return path.replaceAll('\\', '\\\\').replaceAll(',', '\\,')
}
