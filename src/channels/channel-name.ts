import { ToolError } from '../errors/tool-error.ts'
import { shortName } from '../state/shapes.ts'

/** @throws ToolError OPTION_FORMAT */
export function channelName(option: string, value: string): string {
  if (shortName.safeParse(value).success) return value
  throw new ToolError('OPTION_FORMAT', `invalid value "${value}" for ${option}`, {
    hint: 'Use at most 40 lowercase letters, digits and dashes, beginning with a letter, e.g. stable.',
    exitStatus: 2,
  })
}
