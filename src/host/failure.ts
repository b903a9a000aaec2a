import { asToolError, ToolError } from '../errors/tool-error.ts'
import { writeText } from '../reporters/leave.ts'
import { painter } from '../reporters/paint.ts'
import { errorText } from '../reporters/text.ts'
import { debug } from './debug.ts'

/** Prints the error on standard error; its stack only with --debug. */
export function showFailure(cause: unknown): ToolError {
  const error = asToolError(cause)
  const { stderr } = process
  writeText(stderr, errorText(error, painter(stderr)), stderr.columns)
  if (cause instanceof Error) debug(cause.stack ?? cause.message)
  return error
}

/** A program reads the result from standard output. */
export function outputFailed(cause: NodeJS.ErrnoException): ToolError {
  return new ToolError('OUTPUT_FAILED', `standard output cannot be written: ${cause.code}`, {
    why: 'The command did its work; only its result could not be written.',
    hint: 'Free some space where standard output is written, or redirect it.',
    cause,
  })
}
