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
 * Runs a program on a terminal of its own and types: each answer when its question, or what else it waits for, is
 * there. The result has all that the terminal showed, without control characters.
 */
export async function onTerminal(
  { program, argv, folder, environment }: TerminalRequest,
  answers: readonly (readonly [question: string | RegExp, keys: string])[],
): Promise<{ exitCode: number; shown: string }> {
  const command = [process.execPath, program, ...argv].map(word => `'${word}'`).join(' ')
  // A shell that stays would get the Ctrl-C, too: dash ends by it, whatever the program makes of it.
  const terminal = execa('script', ['-qefc', `exec ${command}`, '/dev/null'], {
    cwd: folder,
    // With CI set, nothing is asked.
    env: { ...environment, CI: undefined, TERM: 'xterm' },
    extendEnv: false,
    reject: false,
  })
  const waiting = [...answers]
  let said = ''
  terminal.stdout.on('data', (chunk: Buffer) => {
    said += chunk
    const [next] = waiting
    if (next === undefined || !isShown(next[0], stripVTControlCharacters(said))) return
    waiting.shift()
    // A prompt is drawn before it listens.
    setTimeout(() => terminal.stdin.write(next[1]), 100)
  })
  const { exitCode = -1 } = await terminal
  return { exitCode, shown: stripVTControlCharacters(said) }
}

/** A question as prompts show it, or anything else that the terminal shows. */
function isShown(question: string | RegExp, shown: string): boolean {
  return typeof question === 'string' ? shown.includes(`? ${question}`) : question.test(shown)
}
