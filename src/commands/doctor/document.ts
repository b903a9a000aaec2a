import { z } from 'zod'

const check = z.strictObject({
  name: z.string(),
  needed: z.boolean().describe('A bake fails without it.'),
  ok: z.boolean(),
  found: z.string().nullable().describe('What is available; null when nothing is.'),
  error: z
    .strictObject({
      code: z.string(),
      message: z.string(),
      why: z.string(),
      hint: z.string(),
      details: z.array(z.string()),
    })
    .nullable()
    .describe('Null when the check passed or was skipped.'),
  skippedFor: z.string().nullable().describe('The failed check because of which this one was skipped.'),
})

export const document = z.strictObject({
  schemaVersion: z.literal(1),
  ok: z.boolean().describe('Every check passed that is needed.'),
  checks: z.array(check),
})
