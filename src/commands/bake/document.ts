import { z } from 'zod'
import type { ToolError } from '../../errors/tool-error.ts'
import { bakesSchema } from '../../images/bakes-document.ts'
import { bakeDocument, failedDocument } from '../../images/document.ts'
import type { Span } from '../define-command.ts'

export const document = z.union([bakeDocument, bakesSchema])

export function failed(error: ToolError, { startedAt, endedAt }: Span) {
  return failedDocument(error, startedAt, endedAt)
}
