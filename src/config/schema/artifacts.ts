import { strict, text } from './check.ts'

/** S3 user guide, bucket naming rules. */
const bucket = text(
  /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
  'Use the name of an S3 bucket: 3 to 63 lowercase letters, digits, dots and dashes.',
)

export const artifacts = strict({
  bucket: bucket.describe(
    'S3 bucket of your account for templates of nested stacks and for templates of more than 51,200 bytes.',
  ),
})
  .optional()
  .describe('Where a deployment stores what CloudFormation reads from S3.')
