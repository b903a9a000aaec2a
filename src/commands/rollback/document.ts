import { z } from 'zod'
import { target } from '../promote/document.ts'

const text = z.string()

export const document = z.strictObject({
  schemaVersion: z.literal(1),
  outcome: z.enum(['rolledBack', 'planned', 'declined']),
  image: text.describe('Name in the configuration.'),
  channel: text,
  reason: text.nullable(),
  rejected: text.nullable().describe('The AMI that was rejected; null if none was.'),
  targets: z.array(target),
})
