import { ConfigurationError } from './fault.ts'
import type { ToolError } from './tool-error.ts'

/** An error as `--json` has it. */
export interface ErrorDocument {
  readonly code: string
  /** Of a configuration with several faults: a line for each of them, too. */
  readonly message: string
  readonly hint: string
}

export function errorDocument(error: ToolError): ErrorDocument {
  const faults = error instanceof ConfigurationError ? error.details : []
  return { code: error.code, message: [error.message, ...faults].join('\n'), hint: error.hint }
}
