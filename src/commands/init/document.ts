import { z } from 'zod'

export const document = z.strictObject({
  schemaVersion: z.literal(1),
  file: z.string().describe('Absolute path of the configuration.'),
  image: z.string().describe('Name in the configuration.'),
  files: z.array(z.string()).describe('Absolute paths of every file that was created.'),
})
