/** A command, described for shell completion. */
export interface CommandDescription {
  readonly name: string
  readonly description: string
  readonly options: readonly OptionDescription[]
  /** The allowed values of its arguments. */
  readonly choices: readonly string[]
  readonly commands: readonly CommandDescription[]
}

export interface OptionDescription {
  /** E.g. `-y` and `--yes`. */
  readonly flags: readonly string[]
  readonly description: string
  readonly takesValue: boolean
}

/** Every command with its words after `packer-ecs`: [], [bake], [sandbox, start] … */
export function everyCommand(
  program: CommandDescription,
  path: readonly string[] = [],
): { readonly path: readonly string[]; readonly command: CommandDescription }[] {
  return [
    { path, command: program },
    ...program.commands.flatMap(command => everyCommand(command, [...path, command.name])),
  ]
}

/** In single quotes, for bash and zsh. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
