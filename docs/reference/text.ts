import type { CommandDefinition } from '#src/commands/define-command.ts'
import { everyCommand, type NamedCommand, schemaFile } from '#src/commands/document-schema.ts'
import type { OptionDefinition } from '#src/commands/options.ts'
import { commands } from '#src/commands/program.ts'
import { sharedOptions, usedOptions } from '#src/commands/shared-options.ts'

/** docs/commands.md: every command as its definition describes it. */
export function reference(): string {
  const sections = everyCommand(commands).map(commandSection)
  return [head, ...sections].join('\n\n').concat('\n')
}

const head = `# Commands

\`packer-ecs COMMAND --help\` shows the same text as this page. \`packer-ecs --version\` shows the version.
\`npm run reference\` writes this page.

${everyCommand(commands)
  .map(
    ({ words, definition }) =>
      `- [\`${words}\`](#packer-ecs-${words.replaceAll(' ', '-')}): ${definition.summary}`,
  )
  .join('\n')}

## Global options

Every command accepts these options. The section of a command lists those that have an effect on it.

${table(['Option', 'Meaning'], Object.values(sharedOptions).map(optionRow))}`

function commandSection(command: NamedCommand): string {
  const { words, definition } = command
  const { summary, details, examples, exitStatuses = [] } = definition
  const options = Object.values(definition.options ?? {})
  const described = Object.values(definition.arguments ?? {}).filter(({ description }) => description !== '')
  const parts = [
    `## packer-ecs ${words}`,
    summary,
    ...(details === undefined ? [] : [details]),
    code([usage(command)]),
    ...(described.length === 0
      ? []
      : [
          table(
            ['Argument', 'Meaning'],
            described.map(({ syntax, description, choices }) => [
              inline(syntax),
              withChoices(description, choices),
            ]),
          ),
        ]),
    ...(options.length === 0 ? [] : [table(['Option', 'Meaning'], options.map(optionRow))]),
    globalOptions(definition),
    code(examples.map(([line, meaning]) => (meaning === undefined ? line : `${line}   # ${meaning}`))),
    ...(definition.document === undefined
      ? []
      : [`Schema of the \`--json\` document: [${schemaFile(command)}](../schema/${schemaFile(command)}).`]),
    ...(exitStatuses.length === 0
      ? []
      : [
          table(
            ['Exit status', 'Meaning'],
            exitStatuses.map(([status, meaning]) => [String(status), meaning]),
          ),
        ]),
  ]
  return parts.join('\n\n')
}

function usage({ words, definition }: NamedCommand): string {
  const syntaxes = Object.values(definition.arguments ?? {}).map(({ syntax }) => syntax)
  const options = definition.passesThrough ? [] : ['[options]']
  return ['packer-ecs', words, ...options, ...syntaxes].join(' ')
}

function globalOptions(definition: CommandDefinition): string {
  if (definition.passesThrough)
    return `\`packer-ecs ${definition.name} --help\` shows its commands and options. [sandbox.md](sandbox.md) describes it.`
  const used = usedOptions(definition)
  if (used.length === Object.keys(sharedOptions).length) return 'Global options: all.'
  return `Global options: ${used.map(name => inline(`--${name}`)).join(', ')}.`
}

function optionRow({ flags, description, default: byDefault }: OptionDefinition): string[] {
  return [inline(flags), byDefault === undefined ? description : `${description} (default: ${byDefault})`]
}

function withChoices(description: string, choices: readonly string[] | undefined): string {
  return choices === undefined ? description : `${description}: ${choices.map(inline).join(', ')}`
}

function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  return [columns, columns.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n')
}

function code(lines: readonly string[]): string {
  return `\`\`\`sh\n${lines.join('\n')}\n\`\`\``
}

function inline(text: string): string {
  return `\`${text}\``
}
