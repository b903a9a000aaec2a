import { ToolError } from '../errors/tool-error.ts'
import { answerTo } from '../host/prompt.ts'
import type { MfaCodes } from '../session/mfa-session.ts'

/** MFA codes from the configured command, else from the person at the terminal, typed without echo. */
export function mfaCodes(command: readonly string[] | null): MfaCodes {
  if (command !== null) return { attempts: 1, read: serial => fromCommand(command, serial) }
  if (process.stdin.isTTY && process.stderr.isTTY) return { attempts: 3, read: fromTerminal }
  return { attempts: 1, read: serial => Promise.reject(needed(serial)) }
}

async function fromTerminal(serial: string): Promise<string> {
  const { default: password } = await import('@inquirer/password')
  const question = {
    message: `Code of the MFA device ${serial}:`,
    validate: (text: string) => isCode(text.trim()) || 'A code is six digits.',
  }
  const code = await answerTo(() => password(question, { output: process.stderr }))
  return code.trim()
}

async function fromCommand(
  [program = '', ...commandArguments]: readonly string[],
  serial: string,
): Promise<string> {
  const { execa } = await import('execa')
  const { failed, shortMessage, stdout } = await execa(program, commandArguments, {
    stdin: 'ignore',
    stderr: 'inherit',
    reject: false,
    timeout: 60_000,
    env: { MFA_SERIAL: serial },
  })
  if (failed) throw commandFailed(shortMessage ?? 'it failed')
  const code = stdout.split('\n')[0]?.trim() ?? ''
  // What it printed instead may be a secret.
  if (!isCode(code)) throw commandFailed('its first line is no code of six digits')
  return code
}

function isCode(text: string): boolean {
  return /^\d{6}$/.test(text)
}

function commandFailed(problem: string): ToolError {
  return new ToolError('MFA_COMMAND_FAILED', `session.mfaCommand gave no code: ${problem}`, {
    why: 'It is run without a shell, with MFA_SERIAL in its environment, and has 60 seconds.',
    hint: 'Run it by hand: its first line must be the six digits and nothing else.',
  })
}

function needed(serial: string): ToolError {
  return new ToolError('MFA_NEEDED', `the profile asks for a code of the MFA device ${serial}`, {
    why: 'This is no terminal where it could be typed, and session.mfaCommand is not set.',
    hint: 'Run "packer-ecs whoami" in a terminal once (it holds for 36 hours), or set session.mfaCommand.',
  })
}
