import { spawn } from 'node:child_process'
import { mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { SandboxError } from '../supervisor/sandbox-error.ts'
import { overlayKey, packagesKey } from './tree-keys.ts'

export interface BaseTreeOptions {
  /** Folder of what the trees are made of: this file's own, also when this is bundled. */
  readonly sourceFolder: string
  /** The trees are kept in `trees/` below it. */
  readonly cacheFolder: string
  /** Called with one line for each step of a build, e.g. `extracting archives`; never when the cache has the tree. */
  readonly report: (line: string) => void
}

/**
 * The lower directories of every machine, uppermost first, built when the cache has them not. Safe to call from two
 * processes at once: the second waits for the first and takes what it built.
 *
 * @throws SandboxError with the builder's last lines when the build fails.
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

/** The kernel releases the lock when the builder and all of its children are gone, however they end. */
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
    throw new SandboxError(`the base tree could not be built:\n${lastLines.join('\n')}`, {
      hint: "It needs root, mmdebstrap and Debian's package mirror. What was built halfway is removed by the next try.",
    })
  }
}

/** Our own steps begin with `-- `, mmdebstrap's with `I: `; everything else is detail. */
export function stepOf(line: string): string | undefined {
  return /^(?:--|I:) (.*)/.exec(line)?.[1]
}
