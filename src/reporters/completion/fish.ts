import { type CommandDescription, everyCommand, quoted } from './command-description.ts'

/** Lines of `complete`, each with the condition under which it counts. */
export function fishCompletion(program: CommandDescription): string {
  const lines = everyCommand(program).flatMap(({ path, command }) => {
    const condition = `-n ${quoted(conditionOf(path, command))}`
    return [
      ...command.commands.map(
        ({ name, description }) =>
          `complete -c packer-ecs -f ${condition} -a ${name} -d ${escaped(description)}`,
      ),
      ...command.choices.map(choice => `complete -c packer-ecs -f ${condition} -a ${choice}`),
      ...command.options.map(({ flags, description, takesValue }) =>
        [
          'complete -c packer-ecs',
          condition,
          ...flags.map(flag => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`)),
          ...(takesValue ? ['-r -F'] : []),
          `-d ${escaped(description)}`,
        ].join(' '),
      ),
    ]
  })
  return `# fish completion of packer-ecs, made by: packer-ecs completion fish\n${lines.join('\n')}\n`
}

/** The words before this one name the command, and none of its own commands yet. */
function conditionOf(path: readonly string[], { commands }: CommandDescription): string {
  const seen = path.map(word => `__fish_seen_subcommand_from ${word}`)
  const notSeen =
    commands.length === 0
      ? []
      : [`not __fish_seen_subcommand_from ${commands.map(({ name }) => name).join(' ')}`]
  return [...seen, ...notSeen].join('; and ') || 'true'
}

/** fish escapes a quote within single quotes with a backslash. */
function escaped(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}
