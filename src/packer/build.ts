import { execa } from 'execa'
import type { Clock, FileSystem } from '../ports/ports.ts'
import { type BuildScript, createBuildReader } from './build-reader.ts'
import type { BuildProgress } from './progress.ts'
import type { PackerBinary } from './run.ts'

export interface BuildRequest {
  readonly packer: PackerBinary
  readonly environment: Readonly<Record<string, string>>
  /** The run's folder; Packer's working directory. */
  readonly folder: string
  readonly template: string
  readonly variablesFile: string
  /** Receives Packer's output; created with mode 0600. */
  readonly logFile: string
  /** In the order in which they run. */
  readonly scripts: readonly BuildScript[]
  /** Keep the build instance running when a script fails. */
  readonly keepOnFailure: boolean
  readonly fileSystem: FileSystem
  readonly clock: Clock
  /** When aborted, Packer gets SIGINT and has `grace` seconds to clean up. */
  readonly interrupt?: AbortSignal
  /** When aborted, Packer and its plugins are killed without a clean-up. */
  readonly kill?: AbortSignal
}

/**
 * Seconds that Packer has to clean up after an interruption. If it takes longer, it waits for something that never
 * happens (1.6.6: an instance that is already terminated); packer-ecs then deletes what is left.
 */
const grace = 120

/** The exact arguments, also shown to the user. */
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
 * Runs `packer build` and reports its progress; the last event is always `finished`. A consumer that stops
 * iterating interrupts the build.
 */
export async function* build(request: BuildRequest): AsyncGenerator<BuildProgress, void> {
  const log = await request.fileSystem.open(request.logFile, 'a', 0o600)
  // A separate process group: otherwise Packer would also get the terminal's Ctrl-C.
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
  // Always read to the end: with a closed pipe Packer would die without cleaning up.
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

/** Signals the whole group, as a terminal does: Packer does not forward SIGINT to its child processes. */
function signalGroup(group: number | undefined, signal: 'SIGINT' | 'SIGKILL'): void {
  if (group === undefined) return
  try {
    process.kill(-group, signal)
  } catch {
    // The process has already exited.
  }
}
