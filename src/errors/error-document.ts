import type { ToolError } from './tool-error.ts'

/** An error as `--json` has it. */
export interface ErrorDocument {
  readonly code: string
  /** What it is; then, a line each, what belongs to it: every fault of a file, a script's last output. */
  readonly message: string
  readonly hint: string
}

export function errorDocument({ code, message, details, hint }: ToolError): ErrorDocument {
  return { code, message: [message, ...details].join('\n'), hint }
}
