/**
 * What a person is told when something is wrong: what it is (with the value received), why it matters,
 * and what to do. Every code has a page in docs/errors.
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

/** 2: found before the first call (wrong use, configuration); 130: interrupted; 1: everything else. */
export type ErrorStatus = 1 | 2 | 130

export interface ToolErrorOptions {
  readonly why?: string
  readonly hint: string
  /** Lines shown under the message: a script's last output, a console's tail. */
  readonly details?: readonly string[]
  readonly exitStatus?: ErrorStatus
  readonly cause?: unknown
}

/** Whatever was thrown, as an error that can be shown; a fault of this program itself says so. */
export function asToolError(error: unknown): ToolError {
  if (error instanceof ToolError) return error
  const known = fromSystem(error)
  if (known !== undefined) return known
  const message = error instanceof Error ? error.message : String(error)
  return new ToolError('UNEXPECTED', `an error that packer-ecs did not expect: ${message}`, {
    hint: 'This is a defect of packer-ecs; please report it with the command and what it prints with --debug.',
    cause: error,
  })
}

/** What the system refuses and a person can mend, wherever it happens. */
function fromSystem(error: unknown): ToolError | undefined {
  if (!(error instanceof Error)) return undefined
  const { code = '', path } = error as NodeJS.ErrnoException
  const where = path === undefined ? '' : ` ${path}`
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new ToolError('DISK_FULL', `no space is left to write${where}: ${error.message}`, {
      hint: 'Free some space (old folders in .packer-ecs/runs may go), or run from another disk.',
      cause: error,
    })
  }
  if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM') {
    return new ToolError('NOT_PERMITTED', `this user may not do that${where}: ${error.message}`, {
      hint: 'Check the owner and the mode of the file and of the folders above it.',
      cause: error,
    })
  }
  return undefined
}
