import type { ToolError } from '../../errors/tool-error.ts'
import { failedVerifyDocument, verifyDocument } from '../../verify/document.ts'
import type { Span } from '../define-command.ts'

export const document = verifyDocument

export function failed(error: ToolError, { startedAt, endedAt }: Span) {
  return failedVerifyDocument(error, (endedAt.getTime() - startedAt.getTime()) / 1000)
}
