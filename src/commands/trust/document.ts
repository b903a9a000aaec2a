import { z } from 'zod'

const claim = z.strictObject({
  key: z.string().describe('Path of the setting, e.g. session.mfaCommand.'),
  value: z.union([z.string(), z.array(z.string())]).describe('As written in the configuration.'),
  effect: z
    .enum(['runs', 'reads'])
    .describe('runs: a program on this machine; reads: a file outside of the folder of the project.'),
})

export const document = z.strictObject({
  schemaVersion: z.literal(1),
  file: z.string().describe('Absolute path of the configuration.'),
  trusted: z.array(claim).describe('What you trust from now on; empty when nothing needs trust.'),
})
