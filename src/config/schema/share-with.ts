import { z } from 'zod'
import { account } from './account.ts'
import { listOf, strict, text } from './check.ts'

const organization = text(
  /^arn:aws[a-z-]*:organizations::\d{12}:organization\/o-[a-z0-9]{10,32}$/,
  'Use the ARN of the organization, arn:aws:organizations::ACCOUNT:organization/o-….',
)
const organizationalUnit = text(
  /^arn:aws[a-z-]*:organizations::\d{12}:ou\/o-[a-z0-9]{10,32}\/ou-[a-z0-9-]{8,68}$/,
  'Use the ARN of the unit, arn:aws:organizations::ACCOUNT:ou/o-…/ou-….',
)

export const shareWith = strict({
  accounts: listOf(account).default([]).describe('Account ids, in quotes.'),
  organizations: listOf(organization).default([]).describe('ARNs of organizations.'),
  organizationalUnits: listOf(organizationalUnit).default([]).describe('ARNs of organizational units.'),
  snapshots: z
    .boolean()
    .default(false)
    .describe(
      'Whether the accounts can also copy the snapshots, for example to encrypt the AMI with their own key.',
    ),
})
  .prefault({})
  .describe('Who else can launch the AMI. Encrypted volumes then need a customer managed key (kmsKey).')
