import { z } from 'zod'
import { errorSchema } from '../errors/error-document.ts'
import type { CommandDefinition, CommandGroup } from './define-command.ts'

/** What a command prints with --json if its own document has no place for an error. */
const failure = z.strictObject({ schemaVersion: z.literal(1), error: errorSchema })

/** A command with the words that start it, without `packer-ecs`. */
export interface NamedCommand {
  readonly words: string
  readonly definition: CommandDefinition
}

export function everyCommand(commands: readonly (CommandDefinition | CommandGroup)[]): NamedCommand[] {
  return commands.flatMap(command =>
    'commands' in command
      ? command.commands.map(child => ({ words: `${command.name} ${child.name}`, definition: child }))
      : [{ words: command.name, definition: command }],
  )
}

/** Every document that the command prints with --json; undefined for a command without it. */
export async function documentSchema({ words, definition }: NamedCommand): Promise<z.ZodType | undefined> {
  const found = await definition.document?.()
  if (found === undefined) return undefined
  const whole = found.failed === undefined ? z.union([found.document, failure]) : found.document
  return whole.describe(`Document of packer-ecs ${words} --json.`)
}

/** The file in schema/ that has the JSON Schema of the document. */
export function schemaFile({ words }: NamedCommand): string {
  return `${words.replaceAll(' ', '-')}-document.schema.json`
}
