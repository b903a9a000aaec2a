import { execa } from 'execa'

export interface BashResult {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/**
 * Runs a few lines of bash after sourcing function files of the recipe (paths from the repository's root), strict as
 * the recipe is. `environment` is all that the lines see besides PATH.
 */
export async function runBash(
  sources: readonly string[],
  lines: string,
  options: { readonly environment?: Record<string, string>; readonly input?: string } = {},
): Promise<BashResult> {
  const script = ['set -Eeuo pipefail', ...sources.map(source => `source ${source}`), lines].join('\n')
  const result = await execa('bash', ['-c', script], {
    cwd: new URL('../..', import.meta.url),
    env: { PATH: process.env.PATH ?? '', ...options.environment },
    extendEnv: false,
    input: options.input ?? '',
    reject: false,
  })
  return { exitCode: result.exitCode ?? -1, stdout: result.stdout, stderr: result.stderr }
}
