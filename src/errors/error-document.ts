import { z } from 'zod'
import { ConfigurationError } from './fault.ts'
import type { ToolError } from './tool-error.ts'

/** An error in the documents that `--json` prints. */
export const errorSchema = z.strictObject({
  code: z.string().describe('Each code has a page in docs/errors.'),
  message: z.string().describe('For a configuration with several faults: also one line for each of them.'),
  hint: z.string().describe('What to do.'),
})

export type ErrorDocument = DocumentOf<typeof errorSchema>

/** The type of a document that has this schema. */
export type DocumentOf<Schema extends z.ZodType> = Immutable<z.infer<Schema>>

type Immutable<Value> = Value extends object
  ? { readonly [Key in keyof Value]: Immutable<Value[Key]> }
  : Value

export function errorDocument(error: ToolError): ErrorDocument {
  const faults = error instanceof ConfigurationError ? error.details : []
  return { code: error.code, message: [error.message, ...faults].join('\n'), hint: error.hint }
}
