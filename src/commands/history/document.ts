import { z } from 'zod'

const text = z.string()
const textOrNull = text.nullable()

const entry = z.strictObject({
  at: text.describe('ISO 8601.'),
  what: z.enum(['baked', 'verified', 'failed', 'promoted', 'rolledBack', 'rejected']),
  imageId: text,
  channel: textOrNull.describe('Of a promotion or a rollback.'),
  from: textOrNull.describe('The AMI that the channel held before.'),
  by: textOrNull,
  reason: textOrNull,
  verdict: z
    .enum(['verified', 'failed'])
    .nullable()
    .describe('Of a promotion or a rollback: the verdict at that time; null: not verified.'),
  isComplete: z.boolean().describe('False for a promotion or rollback that was interrupted.'),
})

export const document = z.strictObject({
  schemaVersion: z.literal(1),
  image: text,
  entries: z.array(entry).describe('Newest first.'),
})
