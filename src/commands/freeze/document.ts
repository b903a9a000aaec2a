import { z } from 'zod'

const text = z.string()

/** What `freeze --json` and `unfreeze --json` print. */
export const document = z.strictObject({
  schemaVersion: z.literal(1),
  project: text,
  freeze: z
    .strictObject({ until: text.describe('ISO 8601.'), at: text, by: text, reason: text })
    .nullable()
    .describe('Null: the project is not frozen.'),
})
