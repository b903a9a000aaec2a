import { z } from 'zod'

export const document = z.strictObject({
  schemaVersion: z.literal(1),
  cleared: z.number().describe('Number of sessions that were deleted.'),
})
