import { z } from 'zod'

const text = z.string()

const channel = z.strictObject({
  imageId: text.nullable().describe('Null if the SSM parameter does not exist or does not hold an AMI id.'),
  version: z.number().nullable().describe('Of the SSM parameter; null if it does not exist.'),
  verdict: z.enum(['verified', 'failed']).nullable().describe('Null: not verified.'),
  isRejected: z.boolean(),
  interrupted: text
    .nullable()
    .describe(
      'AMI of a promotion or rollback that was interrupted; run the same command again to finish it.',
    ),
  stacks: z
    .array(text)
    .describe(
      'Stacks of the configuration that receive the AMI: "cluster", or "cluster/prod" for an environment.',
    ),
})

export const document = z.strictObject({
  schemaVersion: z.literal(1),
  project: text,
  region: text,
  freeze: z
    .strictObject({ until: text, at: text, by: text, reason: text })
    .nullable()
    .describe('Null: the project is not frozen.'),
  images: z.array(z.strictObject({ image: text, channels: z.record(text, channel) })),
})
