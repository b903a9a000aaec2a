import type { ZodType } from 'zod'
import type { DocumentOf } from '../errors/error-document.ts'
import type { ToolError } from '../errors/tool-error.ts'
import type { Purpose } from '../session/permissions.ts'
import type { AwsInvocation, Invocation, Result } from './invocation.ts'
import type { ArgumentDefinitions, ArgumentValues, OptionDefinitions, OptionValues } from './options.ts'
import type { SharedOption } from './shared-options.ts'

/** What a command's AWS session is for: `none` for a command that never connects. */
export type CommandPurpose = Purpose | 'none'

/** One command, as help, completion, the reference and the program read it. Loads nothing that only running it needs. */
export interface CommandDefinition {
  readonly name: string
  readonly summary: string
  /** Text between the options and the examples. */
  readonly details?: string
  readonly arguments?: ArgumentDefinitions
  /** By the name under which `run` receives the value: `baseAmi` for `--base-ami`. */
  readonly options?: OptionDefinitions
  /** Options of every command that help lists here; all of them for a command that connects to AWS. */
  readonly shared?: readonly SharedOption[]
  readonly examples: readonly Example[]
  readonly exitStatuses?: readonly ExitStatus[]
  readonly purpose: CommandPurpose
  /** What `--json` prints; left out for a command without it. */
  readonly document?: () => Promise<DocumentModule<ZodType>>
  readonly run: () => Promise<{ readonly run: (invocation: never) => Promise<Result<unknown>> }>
  /** Passes every argument on to another program, options included. */
  readonly passesThrough?: true
}

/** Commands with a common first word: `session clear`. */
export interface CommandGroup extends Pick<CommandDefinition, 'name' | 'summary' | 'details' | 'examples'> {
  readonly commands: readonly CommandDefinition[]
}

export type Example = readonly [command: string, meaning?: string]
export type ExitStatus = readonly [status: 0 | 1 | 2 | 130, meaning: string]

export interface DocumentModule<Schema extends ZodType> {
  readonly document: Schema
  /** Left out: `{schemaVersion, error}`. */
  readonly failed?: (error: ToolError, span: Span) => DocumentOf<Schema>
}

/** When a command started and ended. */
export interface Span {
  readonly startedAt: Date
  readonly endedAt: Date
}

/** Checks that `run` accepts what the command line gives it, and returns the document that is declared. */
export function defineCommand<
  Schema extends ZodType,
  const ForWhat extends CommandPurpose,
  Arguments extends ArgumentDefinitions = Record<never, never>,
  Options extends OptionDefinitions = Record<never, never>,
>(
  definition: CommandDefinition & {
    readonly purpose: ForWhat
    readonly arguments?: Arguments
    readonly options?: Options
    readonly document?: () => Promise<DocumentModule<Schema>>
    readonly run: () => Promise<{
      readonly run: (
        invocation: (ForWhat extends 'none' ? Invocation : AwsInvocation) & {
          readonly arguments: ArgumentValues<Arguments>
          readonly options: OptionValues<Options>
        },
      ) => Promise<Result<DocumentOf<Schema>>>
    }>
  },
): CommandDefinition {
  return definition
}
