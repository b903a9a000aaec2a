import { ConfigurationError } from './fault.ts'
import type { ToolError } from './tool-error.ts'

/** An error in the output of `--json`. */
export interface ErrorDocument {
  readonly code: string
  /** For a configuration with several faults, followed by a line for each fault. */
  readonly message: string
  readonly hint: string
}

export function errorDocument(error: ToolError): ErrorDocument {
  const faults = error instanceof ConfigurationError ? error.details : []
  return { code: error.code, message: [error.message, ...faults].join('\n'), hint: error.hint }
}
