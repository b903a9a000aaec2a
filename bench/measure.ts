import { spawnSync } from 'node:child_process'

export interface Command {
  readonly file: string
  readonly argv: readonly string[]
  readonly folder?: string
  readonly environment?: Readonly<Record<string, string>>
}

/** Seconds that one run of the command takes. Throws with its output when it fails. */
export function time(command: Command): number {
  const startedAt = performance.now()
  output(command)
  return (performance.now() - startedAt) / 1000
}

/** Standard output of the command. Throws with all that it said when it fails. */
export function output({ file, argv, folder, environment }: Command): string {
  const { status, stdout, stderr } = spawnSync(file, argv, {
    encoding: 'utf8',
    cwd: folder,
    // npm's word for where it was called from would have a program look there.
    env: { ...process.env, INIT_CWD: undefined, ...environment },
  })
  if (status !== 0) throw new Error(`${file} ${argv.join(' ')} ended with ${status}:\n${stdout}${stderr}`)
  return stdout
}

/** Medians of commands that take turns, so that a slow moment of the machine meets all of them. */
export function medians(runs: number, ...works: readonly (() => number)[]): number[] {
  const seconds = works.map((): number[] => [])
  for (let run = 0; run < runs; run += 1) {
    for (const [index, work] of works.entries()) seconds[index]?.push(work())
  }
  return seconds.map(values => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN)
}
