import { Argument, Command, Option } from 'commander'
import type { CommandDefinition, CommandGroup } from './define-command.ts'
import type { OptionDefinition } from './options.ts'
import { sharedOptions, usedOptions } from './shared-options.ts'

/** A command that was chosen, with its arguments and options by the names of its definition. */
export interface Chosen {
  readonly definition: CommandDefinition
  readonly arguments: Readonly<Record<string, unknown>>
  readonly options: Readonly<Record<string, unknown>>
}

/** Runs a command. The result is its exit status. */
export type Start = (chosen: Chosen) => Promise<number>

export function toCommander(definition: CommandDefinition | CommandGroup, start: Start): Command {
  const command = new Command(definition.name)
    .description(definition.summary)
    .exitOverride()
    .showHelpAfterError('(add --help to see the arguments and options)')
  if ('commands' in definition) {
    for (const child of definition.commands) command.addCommand(toCommander(child, start))
    return command
      .helpCommand('help [command]', 'show the help of a command')
      .helpOption('-h, --help', 'show help')
      .addHelpText('after', afterOptions(definition))
  }
  for (const { syntax, description, choices } of Object.values(definition.arguments ?? {})) {
    const argument = new Argument(syntax, description)
    command.addArgument(choices === undefined ? argument : argument.choices(choices))
  }
  if (definition.passesThrough) command.allowUnknownOption().passThroughOptions().helpOption(false)
  else addOptions(command, definition)
  return command.action(async () => {
    const names = Object.keys(definition.arguments ?? {})
    process.exitCode = await start({
      definition,
      arguments: Object.fromEntries(names.map((name, index) => [name, command.processedArgs[index]])),
      options: command.opts(),
    })
  })
}

function addOptions(command: Command, definition: CommandDefinition): void {
  for (const option of Object.values(definition.options ?? {})) command.addOption(toOption(option))
  const used: readonly string[] = usedOptions(definition)
  for (const [name, option] of Object.entries(sharedOptions)) {
    command.addOption(toOption(option).helpGroup('Global options:').hideHelp(!used.includes(name)))
  }
  command
    .addHelpOption(new Option('-h, --help', 'show help').helpGroup('Global options:'))
    .addHelpText('after', afterOptions(definition))
}

function toOption({ flags, description, repeats, default: byDefault }: OptionDefinition): Option {
  const option = new Option(flags, description)
  if (byDefault !== undefined) option.default(byDefault)
  return repeats ? option.argParser((value, others: readonly string[] = []) => [...others, value]) : option
}

type HelpTexts = Pick<CommandDefinition, 'details' | 'examples' | 'exitStatuses'>

/** The rest of the help: details, examples and what the exit status means. */
export function afterOptions({ details, examples, exitStatuses = [] }: HelpTexts): string {
  const width = Math.max(...examples.filter(([, meaning]) => meaning).map(([line]) => line.length))
  const lines = examples.map(([line, meaning]) =>
    meaning === undefined ? `  ${line}` : `  ${line.padEnd(width)}   ${meaning}`,
  )
  return [
    ...(details === undefined ? [] : [`\n${details}`]),
    `\nExamples:\n${lines.join('\n')}`,
    ...(exitStatuses.length === 0
      ? []
      : [
          `\nExit status:\n${exitStatuses.map(([status, meaning]) => `  ${String(status).padEnd(4)} ${meaning}`).join('\n')}`,
        ]),
  ].join('\n')
}
