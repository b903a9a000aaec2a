import { ToolError } from '../errors/tool-error.ts'
import { line } from '../state/shapes.ts'

/**
 * The value of --reason as the documents of the state take it; undefined if the option was not given.
 *
 * @throws ToolError OPTION_FORMAT
 */
export function reasonOption(value: string | undefined): string | undefined {
  if (value === undefined) return undefined
  if (line.safeParse(value).success && value.trim() !== '') return value
  throw new ToolError('OPTION_FORMAT', 'invalid value for --reason', {
    why: value.trim() === '' ? 'It is empty.' : 'It is stored as one line of text.',
    hint: 'Use 1 to 1,024 characters without line breaks, control characters or joined emoji.',
    exitStatus: 2,
  })
}
