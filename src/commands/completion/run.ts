import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { tellFailure } from '../../host/failure.ts'
import type { CommonOptions } from '../../host/options.ts'
import { sandboxProgram } from '../../host/places.ts'
import { bashCompletion } from '../../reporters/completion/bash.ts'
import type { CommandDescription } from '../../reporters/completion/command-description.ts'
import { fishCompletion } from '../../reporters/completion/fish.ts'
import { zshCompletion } from '../../reporters/completion/zsh.ts'

export type { CommandDescription, OptionDescription } from '../../reporters/completion/command-description.ts'

const scripts: Readonly<Record<string, (program: CommandDescription) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
}

/** `packer-ecs completion SHELL`; the result is the exit status. */
export async function runCompletion(
  shell: string,
  program: CommandDescription,
  options: CommonOptions,
): Promise<number> {
  return tellFailure(options, async () => {
    const commands = await Promise.all(
      program.commands.map(command => (command.name === 'sandbox' ? describeSandbox(command) : command)),
    )
    const script = scripts[shell]?.({ ...program, commands }) ?? ''
    process.stdout.write(options.json ? `${JSON.stringify({ schemaVersion: 1, shell, script })}\n` : script)
    return 0
  })
}

/** The sandbox is a program of its own, which tells what it can do. */
async function describeSandbox(command: CommandDescription): Promise<CommandDescription> {
  const { stdout } = await promisify(execFile)(process.execPath, [sandboxProgram(), 'describe'])
  const { options, commands } = JSON.parse(stdout) as CommandDescription
  return { ...command, options, commands }
}
