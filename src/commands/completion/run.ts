import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { sandboxProgram } from '../../host/places.ts'
import { bashCompletion } from '../../reporters/completion/bash.ts'
import type { CommandDescription } from '../../reporters/completion/command-description.ts'
import { fishCompletion } from '../../reporters/completion/fish.ts'
import { zshCompletion } from '../../reporters/completion/zsh.ts'
import type { Invocation } from '../invocation.ts'

const scripts: Readonly<Record<string, (program: CommandDescription) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
}

export async function run({ arguments: { shell }, describeProgram }: Invocation<{ readonly shell: string }>) {
  const program = describeProgram()
  const commands = await Promise.all(
    program.commands.map(command => (command.name === 'sandbox' ? describeSandbox(command) : command)),
  )
  const script = scripts[shell]?.({ ...program, commands }) ?? ''
  return { document: { schemaVersion: 1 as const, shell, script }, text: () => script }
}

/** The sandbox is a separate program, which describes itself. */
async function describeSandbox(command: CommandDescription): Promise<CommandDescription> {
  const { stdout } = await promisify(execFile)(process.execPath, [sandboxProgram(), 'describe'])
  const { options, commands } = JSON.parse(stdout) as CommandDescription
  return { ...command, options, commands }
}
