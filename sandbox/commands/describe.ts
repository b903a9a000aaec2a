import type { Command } from 'commander'

/** Commands and options as data, for the completion of `packer-ecs sandbox`. */
export function describe(command: Command): object {
  const help = command.createHelp()
  return {
    name: command.name(),
    description: command.description(),
    options: help.visibleOptions(command).map(({ short, long, description, required }) => ({
      flags: [short, long].filter(Boolean),
      description,
      takesValue: required,
    })),
    choices: [],
    commands: help
      .visibleCommands(command)
      .filter(visible => visible.name() !== 'help')
      .map(describe),
  }
}
