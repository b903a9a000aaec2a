import { execa } from 'execa'

export interface PackerBinary {
  readonly path: string
  /** Without a leading `v`, e.g. `1.16.0`. */
  readonly version: string
}

interface RunResult {
  readonly exitCode: number
  /** Standard output and standard error in their order, without the last line break. */
  readonly output: string
}

interface RunOptions {
  readonly environment: Readonly<Record<string, string>>
  /** Working folder: the run folder, or the root folder, which no project owns. */
  readonly folder?: string
  readonly timeoutMilliseconds?: number
}

export type Run = (
  file: string,
  commandArguments: readonly string[],
  options: RunOptions,
) => Promise<RunResult>

/** Runs a short command to its end. The exit code is -1 when the command cannot be started or times out. */
export const run: Run = async (file, commandArguments, options) => {
  const result = await execa(file, commandArguments, {
    all: true,
    reject: false,
    stdin: 'ignore',
    extendEnv: false,
    env: options.environment,
    cwd: options.folder ?? '/',
    ...(options.timeoutMilliseconds === undefined ? {} : { timeout: options.timeoutMilliseconds }),
  })
  return { exitCode: result.exitCode ?? -1, output: result.all ?? '' }
}
