import type { CommonOptions } from './options.ts'

/**
 * Whoever reads our output may stop (`packer-ecs images | head -1`): that is no error, and a bake that is
 * under way goes on.
 */
export function endQuietlyOnClosedPipe(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return
    process.exitCode = 1
    process.stderr.write(`✘ OUTPUT_FAILED  standard output cannot be written: ${error.code}\n`)
  })
}

/** The last resort, for what no command expected. */
export async function showUnexpected(cause: unknown): Promise<void> {
  process.exitCode = 1
  const { showFailure } = await import('./failure.ts')
  showFailure(cause)
}

export async function startDebug(options: Partial<CommonOptions>): Promise<void> {
  if (options.debug !== true) return
  const { debug, listenForDebug } = await import('./debug.ts')
  listenForDebug()
  debug(
    `Node.js ${process.versions.node} (${process.execPath}), arguments: ${process.argv.slice(2).join(' ')}`,
  )
}
