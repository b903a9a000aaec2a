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
  /** 2: found before the first call (wrong use, configuration); 1: everything else. */
  readonly exitStatus: 1 | 2

  constructor(code: string, what: string, options: ToolErrorOptions) {
    super(what, { cause: options.cause })
    this.code = code
    this.why = options.why ?? ''
    this.hint = options.hint
    this.details = options.details ?? []
    this.exitStatus = options.exitStatus ?? 1
  }
}

export interface ToolErrorOptions {
  readonly why?: string
  readonly hint: string
  /** Lines shown under the message: a script's last output, a console's tail. */
  readonly details?: readonly string[]
  readonly exitStatus?: 1 | 2
  readonly cause?: unknown
}

/** Whatever was thrown, as an error that can be shown; a fault of this program itself says so. */
export function asToolError(error: unknown): ToolError {
  if (error instanceof ToolError) return error
  const message = error instanceof Error ? error.message : String(error)
  return new ToolError('UNEXPECTED', `an error that packer-ecs did not expect: ${message}`, {
    hint: 'This is a defect of packer-ecs; please report it with the command and its --events file.',
    cause: error,
  })
}
