import type { CommonOptions } from './options.ts'

/** A closed pipe (`packer-ecs images | head -1`) is not an error: a bake in progress continues. */
export function endQuietlyOnClosedPipe(): void {
  process.stdout.on('error', async (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return
    process.exitCode = 1
    const { outputFailed, showFailure } = await import('./failure.ts')
    showFailure(outputFailed(error))
  })
}

/** For an error that no command handled. */
export async function showUnexpected(cause: unknown): Promise<void> {
  process.exitCode = 1
  const { showFailure } = await import('./failure.ts')
  showFailure(cause)
}

export async function startDebug(options: Partial<CommonOptions>): Promise<void> {
  if (options.debug !== true) return
  const { debug, listenForDebug } = await import('./debug.ts')
  listenForDebug()
  // A parameter may be secret; only its template knows.
  const shown = process.argv
    .slice(2)
    .map(argument => argument.replace(/^((?:--parameter=)?[A-Za-z0-9]+=).*/s, '$1[hidden]'))
  debug(`Node.js ${process.versions.node} (${process.execPath}), arguments: ${shown.join(' ')}`)
}
