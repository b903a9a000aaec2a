import { execa } from 'execa'
import type { Clock, FileSystem } from '../ports/ports.ts'
import { createBuildReader } from './build-reader.ts'
import type { BuildProgress } from './progress.ts'
import type { PackerBinary } from './run.ts'

export interface BuildRequest {
  readonly packer: PackerBinary
  readonly environment: Readonly<Record<string, string>>
  /** The run's folder: Packer's working folder. */
  readonly folder: string
  readonly template: string
  readonly variablesFile: string
  /** Receives Packer's output as it comes, with mode 0600. */
  readonly logFile: string
  /** The paths given to the shell provisioners, in order. */
  readonly scripts: readonly string[]
  /** Leave the build instance running when a script fails. */
  readonly keepOnFailure: boolean
  readonly fileSystem: FileSystem
  readonly clock: Clock
  /** Aborted once: Packer gets SIGINT, cleans up, and is waited for, but not for ever. */
  readonly interrupt?: AbortSignal
  /** Aborted: Packer and its plugins are killed, nothing is cleaned up. */
  readonly kill?: AbortSignal
}

/**
 * Seconds that Packer gets to clean up after an interruption. One that takes longer waits for something that does
 * not come (1.6.6 for an instance that ended unseen); what it leaves is the driver's to remove.
 */
const grace = 120

/** Exactly what is run, for a person to read or repeat. */
export function buildArguments(
  request: Pick<BuildRequest, 'template' | 'variablesFile' | 'keepOnFailure'>,
): string[] {
  return [
    'build',
    '-machine-readable',
    ...(request.keepOnFailure ? ['-on-error=abort'] : []),
    `-var-file=${request.variablesFile}`,
    request.template,
  ]
}

/**
 * Runs `packer build` and tells what it does; the last thing told is always `finished`. A consumer that
 * stops listening interrupts the build.
 */
export async function* build(request: BuildRequest): AsyncGenerator<BuildProgress, void> {
  const log = await request.fileSystem.open(request.logFile, 'a', 0o600)
  // Its own process group: a terminal's Ctrl-C would otherwise reach Packer a second time.
  const packer = execa(request.packer.path, buildArguments(request), {
    cwd: request.folder,
    env: request.environment,
    extendEnv: false,
    detached: true,
    stdin: 'ignore',
    all: true,
    buffer: false,
    reject: false,
  })
  const group = packer.pid
  const over = new AbortController()
  let overdue = false
  const kill = () => signalGroup(group, 'SIGKILL')
  const interrupt = async () => {
    signalGroup(group, 'SIGINT')
    await request.clock.sleep(grace * 1000, over.signal)
    if (over.signal.aborted) return
    overdue = true
    kill()
  }
  // Read to the very end whatever happens: Packer dies of a pipe that nobody reads, without cleaning up.
  const lines = packer.iterable({ from: 'all' })[Symbol.asyncIterator]()
  let unwritable: unknown
  const keep = (line: string) =>
    log.write(`${line}\n`).catch(error => {
      if (unwritable === undefined) interrupt()
      unwritable ??= error
    })
  let ended = false
  try {
    if (group !== undefined) yield { type: 'started', processId: group }
    listen(request.interrupt, interrupt)
    listen(request.kill, kill)
    const reader = createBuildReader(request.scripts)
    for (let line = await lines.next(); !line.done; line = await lines.next()) {
      await keep(line.value)
      yield* reader.read(line.value)
    }
    const { exitCode = -1, signal } = await packer
    ended = true
    if (overdue) yield { type: 'overdue', seconds: grace }
    if (unwritable !== undefined) throw unwritable
    const interrupted = request.interrupt?.aborted === true || request.kill?.aborted === true
    yield reader.finish({ exitCode, interrupted, signal: signal ?? null })
  } finally {
    if (!ended) {
      interrupt()
      for (let line = await lines.next(); !line.done; line = await lines.next()) await keep(line.value)
    }
    await packer
    over.abort()
    request.interrupt?.removeEventListener('abort', interrupt)
    request.kill?.removeEventListener('abort', kill)
    await log.close()
  }
}

function listen(signal: AbortSignal | undefined, act: () => unknown): void {
  if (signal?.aborted) act()
  else signal?.addEventListener('abort', act, { once: true })
}

/** To the whole group, as a terminal does: Packer hands SIGINT to none of its child processes itself. */
function signalGroup(group: number | undefined, signal: 'SIGINT' | 'SIGKILL'): void {
  if (group === undefined) return
  try {
    process.kill(-group, signal)
  } catch {
    // It has ended in the meantime.
  }
}
