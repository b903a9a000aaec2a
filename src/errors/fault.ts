import { ToolError } from './tool-error.ts'

/** One fault in a file that the user wrote. Lines and columns count from 1. */
export interface Fault {
  readonly code: string
  readonly file: string
  readonly line?: number
  readonly column?: number
  /** Path of the key, e.g. `images.ecs.dataVolume.size` or `images.ecs.scripts[0].path`. */
  readonly key?: string
  readonly what: string
  readonly why?: string
  readonly hint: string
}

/**
 * All faults of a configuration at once, so that the user can fix them together. With one fault, the error is
 * that fault; with several, `details` lists them in the order of the file.
 */
export class ConfigurationError extends ToolError {
  readonly faults: readonly Fault[]

  constructor(faults: readonly [Fault, ...Fault[]]) {
    const [first] = faults
    if (faults.length === 1) {
      super(first.code, describe(first), {
        ...(first.why === undefined ? {} : { why: first.why }),
        hint: first.hint,
        exitStatus: 2,
      })
    } else {
      const where = faults.every(({ file }) => file === first.file) ? ` in ${first.file}` : ''
      super('CONFIGURATION_INVALID', `${faults.length} faults${where}`, {
        hint: 'Fix all of them, then run the command again.',
        details: faults.map(fault => `${fault.code}  ${describe(fault)}. ${fault.hint}`),
        exitStatus: 2,
      })
    }
    this.faults = faults
  }
}

export function describe({ what, file, line }: Fault): string {
  // For an option, `what` already begins with its name.
  if (what.startsWith(file)) return what
  return line === undefined ? `${what} (${file})` : `${what} (${file}:${line})`
}
