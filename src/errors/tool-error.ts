/**
 * An error for the user: what is wrong (with the value received), why it matters, and what to do. Every code has a
 * page in docs/errors.
 */
export class ToolError extends Error {
  override readonly name = 'ToolError'
  readonly code: string
  readonly why: string
  readonly hint: string
  readonly details: readonly string[]
  readonly exitStatus: ErrorStatus

  constructor(code: string, what: string, options: ToolErrorOptions) {
    super(what, { cause: options.cause })
    this.code = code
    this.why = options.why ?? ''
    this.hint = options.hint
    this.details = options.details ?? []
    this.exitStatus = options.exitStatus ?? 1
  }
}

/** 2: found before the first call (usage, configuration); 130: interrupted; 1: everything else. */
export type ErrorStatus = 1 | 2 | 130

export interface ToolErrorOptions {
  readonly why?: string
  readonly hint: string
  /** Lines shown under the message, e.g. the last output of a script. */
  readonly details?: readonly string[]
  readonly exitStatus?: ErrorStatus
  readonly cause?: unknown
}

/** Any thrown value as an error for the user; an unknown one becomes UNEXPECTED. */
export function asToolError(error: unknown): ToolError {
  if (error instanceof ToolError) return error
  const known = fromSystem(error)
  if (known !== undefined) return known
  const message = error instanceof Error ? error.message : String(error)
  return new ToolError('UNEXPECTED', `unexpected error: ${message}`, {
    hint: 'This is a bug in packer-ecs. Please report it with the command and its output with --debug.',
    cause: error,
  })
}

/** System errors that the user can fix. */
function fromSystem(error: unknown): ToolError | undefined {
  if (!(error instanceof Error)) return undefined
  const { code = '', path } = error as NodeJS.ErrnoException
  const where = path === undefined ? '' : ` ${path}`
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new ToolError(
      'DISK_FULL',
      `no space left on the disk${where === '' ? '' : ` to write${where}`}: ${error.message}`,
      {
        hint: 'Free some space, e.g. delete old folders in .packer-ecs/runs, or use another disk.',
        cause: error,
      },
    )
  }
  if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM') {
    return new ToolError(
      'NOT_PERMITTED',
      `permission denied${where === '' ? '' : ` for${where}`}: ${error.message}`,
      {
        hint: 'Check the owner and mode of the file and its parent folders.',
        cause: error,
      },
    )
  }
  return undefined
}
