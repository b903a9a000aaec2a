import { spawn } from 'node:child_process'
import { mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { SandboxError } from '../supervisor/sandbox-error.ts'
import { overlayKey, packagesKey } from './tree-keys.ts'

export interface BaseTreeOptions {
  /** Folder `sandbox/tree`. */
  readonly sourceFolder: string
  /** Contains the trees in `trees/`. */
  readonly cacheFolder: string
  /** Called with one line for each step of a build, e.g. `extracting archives`; never if the tree is cached. */
  readonly report: (line: string) => void
}

/**
 * The lower directories of every machine, uppermost first; builds them if they are not cached. Two processes can call
 * it at once: the second waits for the first and uses its result.
 * @throws SandboxError with the last lines of the builder's output if the build fails
 */
export async function ensureBaseTree(options: BaseTreeOptions): Promise<readonly string[]> {
  const { sourceFolder, cacheFolder, report } = options
  const trees = join(cacheFolder, 'trees')
  const packages = join(trees, `packages-${await packagesKey(sourceFolder)}`)
  const overlay = join(trees, `overlay-${await overlayKey(sourceFolder)}`)
  if (!(await exists(packages)) || !(await exists(overlay))) {
    await mkdir(trees, { recursive: true })
    await build([join(trees, 'lock'), join(sourceFolder, 'build.sh'), packages, overlay], report)
  }
  return [overlay, packages]
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

/** The kernel releases the lock when the builder and all its children have ended. */
async function build(lockedCommand: readonly string[], report: (line: string) => void): Promise<void> {
  const builder = spawn('flock', lockedCommand, { stdio: ['ignore', 'pipe', 'pipe'] })
  const lastLines: string[] = []
  for (const stream of [builder.stdout, builder.stderr]) {
    createInterface({ input: stream }).on('line', line => {
      lastLines.push(line)
      if (lastLines.length > 20) lastLines.shift()
      const step = stepOf(line)
      if (step !== undefined) report(step)
    })
  }
  const status = await new Promise<number | null>((resolve, reject) => {
    builder.on('error', reject).on('close', resolve)
  })
  if (status !== 0) {
    throw new SandboxError(`cannot build the base tree:\n${lastLines.join('\n')}`, {
      hint: "The build requires root, mmdebstrap, and Debian's package mirror. The next attempt removes incomplete files.",
    })
  }
}

/** Our own steps start with `-- `, mmdebstrap's with `I: `; other lines are details. */
export function stepOf(line: string): string | undefined {
  return /^(?:--|I:) (.*)/.exec(line)?.[1]
}
