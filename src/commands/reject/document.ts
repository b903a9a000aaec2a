import { z } from 'zod'

const text = z.string()

export const document = z.strictObject({
  schemaVersion: z.literal(1),
  image: text.describe('Name in the configuration.'),
  imageId: text,
  rejectedAt: text.describe('ISO 8601; of the first rejection.'),
  reason: text.nullable(),
  channels: z.array(text).describe('Channels that still hold the AMI: roll them back.'),
})
