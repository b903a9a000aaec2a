import { stripVTControlCharacters } from 'node:util'
import { execa } from 'execa'

export const ctrlC = '\u0003'

export interface TerminalRequest {
  readonly program: string
  readonly argv: readonly string[]
  readonly folder: string
  readonly environment: Readonly<Record<string, string | undefined>>
}

/**
 * Runs a program on a terminal of its own and types: each answer when its question is there. The result has all that
 * the terminal showed, without control characters.
 */
export async function onTerminal(
  { program, argv, folder, environment }: TerminalRequest,
  answers: readonly (readonly [question: string, keys: string])[],
): Promise<{ exitCode: number; shown: string }> {
  const command = [process.execPath, program, ...argv].map(word => `'${word}'`).join(' ')
  const terminal = execa('script', ['-qefc', command, '/dev/null'], {
    cwd: folder,
    env: environment,
    extendEnv: false,
    reject: false,
  })
  const waiting = [...answers]
  let said = ''
  terminal.stdout.on('data', (chunk: Buffer) => {
    said += chunk
    const [next] = waiting
    if (next === undefined || !stripVTControlCharacters(said).includes(`? ${next[0]}`)) return
    waiting.shift()
    // A prompt is drawn before it listens.
    setTimeout(() => terminal.stdin.write(next[1]), 100)
  })
  const { exitCode = -1 } = await terminal
  return { exitCode, shown: stripVTControlCharacters(said) }
}
