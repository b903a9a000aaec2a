import { z } from 'zod'

export const document = z.strictObject({
  schemaVersion: z.literal(1),
  shell: z.string(),
  script: z.string().describe('Text that the shell reads.'),
})
