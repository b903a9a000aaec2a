import type { Command, Option } from 'commander'
import type { CommandDescription, OptionDescription } from '../reporters/completion/command-description.ts'

/** What help shows, for a completion. */
export function describeProgram(command: Command): CommandDescription {
  const help = command.createHelp()
  return {
    name: command.name(),
    description: command.description(),
    options: help.visibleOptions(command).map(toDescription),
    choices: command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices),
    commands: command.commands.map(describeProgram),
  }
}

function toDescription({ short, long, description, required }: Option): OptionDescription {
  return {
    flags: [short, long].filter(flag => flag !== undefined && flag !== null),
    description,
    takesValue: required,
  }
}
