import { z } from 'zod'
import type { ToolError } from '../../errors/tool-error.ts'
import { bakesSchema } from '../../images/bakes-document.ts'
import { bakeDocument, failedDocument } from '../../images/document.ts'
import { verifyDocument } from '../../verify/document.ts'
import type { Span } from '../define-command.ts'

const withVerification = bakeDocument.extend({
  verify: verifyDocument.optional().describe('With --verify, if an AMI was verified.'),
})

export const document = z.union([withVerification, bakesSchema.extend({ runs: z.array(withVerification) })])

export function failed(error: ToolError, { startedAt, endedAt }: Span) {
  return failedDocument(error, startedAt, endedAt)
}
