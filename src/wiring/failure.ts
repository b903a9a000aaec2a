import { asToolError, type ToolError } from '../errors/tool-error.ts'
import { errorText, painter } from '../reporters/text.ts'
import { debug } from './debug.ts'
import type { CommonOptions } from './options.ts'

/** Runs a command; what it throws is told, once, as a person or a program reads it. The result is the exit status. */
export async function tellFailure(
  options: Pick<CommonOptions, 'json'>,
  command: () => Promise<number>,
  toDocument: (error: ToolError) => object = errorDocument,
): Promise<number> {
  try {
    return await command()
  } catch (cause) {
    const error = showFailure(cause)
    if (options.json) process.stdout.write(`${JSON.stringify(toDocument(error))}\n`)
    return error.exitStatus
  }
}

function errorDocument({ code, message, hint }: ToolError): object {
  return { schemaVersion: 1, error: { code, message, hint } }
}

/** The error on standard error; its stack is for --debug only. */
export function showFailure(cause: unknown): ToolError {
  const error = asToolError(cause)
  process.stderr.write(errorText(error, painter(process.stderr)))
  if (cause instanceof Error) debug(cause.stack ?? cause.message)
  return error
}
