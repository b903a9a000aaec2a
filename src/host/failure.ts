import { errorDocument } from '../errors/error-document.ts'
import { asToolError, ToolError } from '../errors/tool-error.ts'
import { errorText, painter } from '../reporters/text.ts'
import { wrap } from '../reporters/wrap.ts'
import { debug } from './debug.ts'
import type { CommonOptions } from './options.ts'

/** Runs a command; what it throws is told, once, as a person or a program reads it. The result is the exit status. */
export async function tellFailure(
  options: Pick<CommonOptions, 'json'>,
  command: () => Promise<number>,
  toDocument: (error: ToolError) => object = error => ({ schemaVersion: 1, error: errorDocument(error) }),
): Promise<number> {
  try {
    return await command()
  } catch (cause) {
    const error = showFailure(cause)
    if (options.json) process.stdout.write(`${JSON.stringify(toDocument(error))}\n`)
    return error.exitStatus
  }
}

/** The error on standard error; its stack is for --debug only. */
export function showFailure(cause: unknown): ToolError {
  const error = asToolError(cause)
  const { stderr } = process
  stderr.write(wrap(errorText(error, painter(stderr)), stderr.columns))
  if (cause instanceof Error) debug(cause.stack ?? cause.message)
  return error
}

/** Standard output is where a program reads the result. */
export function outputFailed(cause: NodeJS.ErrnoException): ToolError {
  return new ToolError('OUTPUT_FAILED', `standard output cannot be written: ${cause.code}`, {
    why: 'What the command did is done; only its result could not be told.',
    hint: 'Free some space where standard output goes, or send it elsewhere.',
    cause,
  })
}
