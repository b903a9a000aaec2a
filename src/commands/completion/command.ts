import { Argument, type Command, type Option } from 'commander'
import type { CommonOptions } from '../../host/options.ts'
import { command } from '../common.ts'
import type { Handlers } from '../handlers.ts'
import type { CommandDescription, OptionDescription } from './run.ts'

export function addCompletion(program: Command, handlers: Handlers): void {
  program.addCommand(
    command('completion', 'Print a script that completes commands and options in your shell.')
      .addArgument(new Argument('<shell>', 'which shell').choices(['bash', 'zsh', 'fish']))
      .addHelpText('after', examples)
      .action(async (shell: string, options: CommonOptions) => {
        process.exitCode = await handlers.completion(shell, describe(program), options)
      }),
  )
}

/** What the program can do, read off the program itself: a completion cannot say anything else. */
export function describe(command: Command): CommandDescription {
  const help = command.createHelp()
  return {
    name: command.name(),
    description: command.description(),
    options: help.visibleOptions(command).map(toDescription),
    choices: command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices),
    commands: command.commands.map(describe),
  }
}

function toDescription({ short, long, description, required }: Option): OptionDescription {
  return {
    flags: [short, long].filter(flag => flag !== undefined && flag !== null),
    description,
    takesValue: required,
  }
}

const examples = `
Examples:
  source <(packer-ecs completion bash)
  packer-ecs completion bash > /etc/bash_completion.d/packer-ecs
  packer-ecs completion zsh > "\${fpath[1]}/_packer-ecs"
  packer-ecs completion fish > ~/.config/fish/completions/packer-ecs.fish`
