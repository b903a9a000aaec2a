import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { InterruptedError } from '../errors/interrupted.ts'
import { ownCommand } from '../errors/own-command.ts'
import { ToolError } from '../errors/tool-error.ts'
import { sandboxProgram } from '../host/places.ts'
import { workingFolder } from '../host/working-folder.ts'

/** `packer-ecs sandbox …`: runs the sandbox program on this terminal. The result is its exit status. */
export async function runSandbox(argv: readonly string[]): Promise<number> {
  return run(absolute(argv), ['inherit', 'inherit', 'inherit'])
}

/** The sandbox does not start where you are; `--state-folder` and the source of `push` may be relative to it. */
export function absolute(argv: readonly string[]): readonly string[] {
  const end = argv.includes('--') ? argv.indexOf('--') : argv.length
  const isValue = (index: number) => argv[index - 1] === '--state-folder'
  const source =
    argv[0] === 'push'
      ? argv.findIndex((word, index) => index > 0 && !word.startsWith('-') && !isValue(index))
      : -1
  return argv.map((word, index) => {
    if (index >= end) return word
    if (isValue(index) || index === source) return resolve(workingFolder(), word)
    const [, path] = /^--state-folder=(.*)$/.exec(word) ?? []
    return path === undefined ? word : `--state-folder=${resolve(workingFolder(), path)}`
  })
}

/** Environment variables that an AWS client of the sandbox needs, and those that it must not have. */
export interface SandboxEnvironment {
  readonly set: Readonly<Record<string, string>>
  readonly unset: readonly string[]
}

/** The environment that was asked for; null without --sandbox. */
export type AskedSandbox = ReturnType<typeof askSandbox> | null

/** Undefined if no sandbox is running. Starts a process: call it early and await it late. */
export async function askSandbox(): Promise<SandboxEnvironment | undefined> {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [sandboxProgram(), 'env', '--json'], {
      cwd: '/',
    })
    return JSON.parse(stdout) as SandboxEnvironment
  } catch {
    return undefined
  }
}

/**
 * Makes this process a client of the sandbox: replaces every environment variable of a real account. Must run before
 * any AWS client is created.
 *
 * @param mayStart false: a sandbox that is not running is an error
 * @param agreed to the installation of what a start needs
 * @throws ToolError SANDBOX_NOT_STARTED
 */
export async function enterSandbox(
  asked: Promise<SandboxEnvironment | undefined>,
  { mayStart, agreed }: { readonly mayStart: boolean; readonly agreed: boolean },
): Promise<void> {
  const { set, unset } = (await asked) ?? (mayStart ? await startAndAsk(agreed) : refuse())
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name]
  for (const name of unset) delete process.env[name]
  Object.assign(process.env, set)
}

async function startAndAsk(agreed: boolean): Promise<SandboxEnvironment> {
  // Standard output is for the result of this command.
  const exitStatus = await run(['start', ...(agreed ? ['--yes'] : [])], ['inherit', 'ignore', 'inherit'])
  const environment = exitStatus === 0 ? await askSandbox() : undefined
  if (environment !== undefined) return environment
  if (exitStatus === 130) throw new InterruptedError('the start of the sandbox was interrupted')
  throw new ToolError('SANDBOX_NOT_STARTED', 'the sandbox did not start', {
    why: 'Its error is shown above.',
    hint: 'It needs root on Debian 12, Python 3.11, and packages that --yes installs (docs/sandbox.md).',
    exitStatus: exitStatus === 2 ? 2 : 1,
  })
}

function refuse(): never {
  throw new ToolError('SANDBOX_NOT_STARTED', 'the sandbox is not running', {
    why: 'doctor changes nothing. A first start downloads and builds a Debian system.',
    hint: `Start it: ${ownCommand('sandbox start')}`,
  })
}

async function run(argv: readonly string[], stdio: ('inherit' | 'ignore')[]): Promise<number> {
  const child = spawn(process.execPath, [sandboxProgram(), ...argv], { stdio })
  const [exitStatus] = await once(child, 'exit')
  return typeof exitStatus === 'number' ? exitStatus : 1
}

/** Names of what is missing on this machine for a sandbox. Changes nothing. */
export async function missingForSandbox(): Promise<readonly string[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [sandboxProgram(), 'check', '--json'], {
    cwd: '/',
  })
  return (JSON.parse(stdout) as { missing: readonly string[] }).missing
}
