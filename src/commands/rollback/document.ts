import { z } from 'zod'
import type { DocumentOf } from '../../errors/error-document.ts'
import type { ToolError } from '../../errors/tool-error.ts'
import { deployDocument, failedDeployDocument } from '../../stacks/deploy/document.ts'
import { target } from '../promote/document.ts'

const text = z.string()

const channelRollback = z.strictObject({
  schemaVersion: z.literal(1),
  outcome: z.enum(['rolledBack', 'planned', 'declined']),
  image: text.describe('Name in the configuration.'),
  channel: text,
  reason: text.nullable(),
  rejected: text.nullable().describe('The AMI that was rejected; null if none was.'),
  targets: z.array(target),
})

const stackRollback = deployDocument.extend({
  outcome: z
    .enum(['rolledBack', 'unchanged', 'planned', 'detached', 'failed'])
    .describe('"rolledBack": the stack runs again what it ran before.'),
  rejected: z.array(text).describe('AMIs that were rejected.'),
})

export type StackRollbackDocument = DocumentOf<typeof stackRollback>

export const document = z.union([channelRollback, stackRollback])

export function failed(error: ToolError): StackRollbackDocument {
  return { ...failedDeployDocument(error, 0), outcome: 'failed', rejected: [] }
}
