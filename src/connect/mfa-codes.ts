import { ownCommand } from '../errors/own-command.ts'
import { ToolError } from '../errors/tool-error.ts'
import type { Person } from '../host/person.ts'
import type { MfaCodes } from '../session/mfa-session.ts'

/** MFA codes from the configured command, otherwise from the person at the terminal. */
export function mfaCodes(command: readonly string[] | null, person: Person): MfaCodes {
  if (command !== null) return { attempts: 1, read: serial => fromCommand(command, serial) }
  if (!person.canAnswer) return { attempts: 1, read: serial => Promise.reject(needed(serial)) }
  const problemOf = (code: string) => (isCode(code) ? undefined : 'A code has six digits.')
  return { attempts: 3, read: serial => person.code(`Code of the MFA device ${serial}:`, problemOf) }
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
  if (!isCode(code)) throw commandFailed('its first line is not a six-digit code')
  return code
}

function isCode(text: string): boolean {
  return /^\d{6}$/.test(text)
}

function commandFailed(problem: string): ToolError {
  return new ToolError('MFA_COMMAND_FAILED', `session.mfaCommand returned no code: ${problem}`, {
    why: 'It runs without a shell, with MFA_SERIAL in its environment, for at most 60 seconds.',
    hint: 'Run it yourself: its first line must be six digits and nothing else.',
  })
}

function needed(serial: string): ToolError {
  return new ToolError('MFA_NEEDED', `the profile requires a code of the MFA device ${serial}`, {
    why: 'This is not a terminal (or CI is set), and session.mfaCommand is not set.',
    hint: `Run "${ownCommand('whoami')}" once in a terminal (the session lasts 36 hours), or set session.mfaCommand.`,
  })
}
