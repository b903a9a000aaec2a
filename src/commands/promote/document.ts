import { z } from 'zod'

const text = z.string()
const textOrNull = text.nullable()

/** What `promote --json` and `rollback --channel --json` have for each account and region. */
export const target = z.strictObject({
  name: textOrNull
    .optional()
    .describe('Name in the configuration; null: the account and region of the session.'),
  accountId: text,
  region: text,
  imageId: text.describe('The AMI that the channel holds after the command.'),
  before: textOrNull.describe('The AMI that the channel held before; null for a new channel.'),
  version: z.number().nullable().describe('Of the SSM parameter; null if nothing was changed.'),
})

export const document = z.strictObject({
  schemaVersion: z.literal(1),
  outcome: z
    .enum(['promoted', 'partial', 'unchanged', 'planned', 'declined'])
    .describe(
      '"partial": promoted in the targets that have a version; the same command promotes in the others.',
    ),
  image: text.describe('Name in the configuration.'),
  channel: text,
  verdict: z.enum(['verified', 'failed']).nullable().describe('Null: not verified.'),
  reason: textOrNull,
  targets: z.array(target),
})
