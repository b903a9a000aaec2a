import { z } from 'zod'

export const document = z.strictObject({
  schemaVersion: z.literal(1),
  accountId: z.string(),
  arn: z.string(),
  role: z.string().nullable().describe('ARN of the role that was assumed last; null without one.'),
  region: z.string(),
  until: z.string().nullable().describe('ISO 8601; null if the credentials never expire.'),
  mfa: z
    .strictObject({
      serial: z.string(),
      until: z.string().nullable().describe('ISO 8601: until then, no further code is needed.'),
    })
    .nullable()
    .describe('The MFA device that was used.'),
})
