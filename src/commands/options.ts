export interface ArgumentDefinition<Syntax extends string = string> {
  /** `<one>`, `[optional]` or `[several...]`. */
  readonly syntax: Syntax
  readonly description: string
  readonly choices?: readonly string[]
}
export type ArgumentDefinitions = Readonly<Record<string, ArgumentDefinition>>

export interface OptionDefinition<Flags extends string = string, Repeats extends boolean = boolean> {
  /** E.g. `-y, --yes` or `--ami <id>`. */
  readonly flags: Flags
  readonly description: string
  readonly repeats: Repeats
  readonly default?: string
}
export type OptionDefinitions = Readonly<Record<string, OptionDefinition>>

export type ArgumentValues<Arguments> = { readonly [Name in keyof Arguments]: ArgumentValue<Arguments[Name]> }
export type OptionValues<Options> = { readonly [Name in keyof Options]?: OptionValue<Options[Name]> }

export function argument<const Syntax extends string>(
  syntax: Syntax,
  description: string,
  choices?: readonly string[],
): ArgumentDefinition<Syntax> {
  return { syntax, description, ...(choices === undefined ? {} : { choices }) }
}

export function option<const Flags extends string>(
  flags: Flags,
  description: string,
): OptionDefinition<Flags, false> {
  return { flags, description, repeats: false }
}

/** An option that may be given several times. */
export function repeatedOption<const Flags extends string>(
  flags: Flags,
  description: string,
): OptionDefinition<Flags, true> {
  return { flags, description, repeats: true }
}

type ArgumentValue<Definition> =
  Definition extends ArgumentDefinition<infer Syntax>
    ? Syntax extends `${string}...${string}`
      ? readonly string[]
      : Syntax extends `[${string}`
        ? string | undefined
        : string
    : never

type OptionValue<Definition> =
  Definition extends OptionDefinition<infer Flags, infer Repeats>
    ? Repeats extends true
      ? readonly string[]
      : Flags extends `${string}<${string}`
        ? string
        : Flags extends `--no-${string}`
          ? boolean
          : true
    : never
