/** A command as a completion knows it. */
export interface CommandDescription {
  readonly name: string
  readonly description: string
  readonly options: readonly OptionDescription[]
  /** Values that its arguments may have. */
  readonly choices: readonly string[]
  readonly commands: readonly CommandDescription[]
}

export interface OptionDescription {
  /** E.g. `-y` and `--yes`. */
  readonly flags: readonly string[]
  readonly description: string
  readonly takesValue: boolean
}

/** Every command with the words that lead to it, `packer-ecs` left out: [], [bake], [sandbox, start] … */
export function everyCommand(
  program: CommandDescription,
  path: readonly string[] = [],
): { readonly path: readonly string[]; readonly command: CommandDescription }[] {
  return [
    { path, command: program },
    ...program.commands.flatMap(command => everyCommand(command, [...path, command.name])),
  ]
}

/** Between single quotes, for any of the shells. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
