import type { Ec2 } from '../aws/ec2.ts'
import type { ImageSettings } from '../config/settings.ts'
import { sharedWith } from '../config/shared-with.ts'
import { volumesOf } from '../config/volumes-of.ts'
import { ToolError } from '../errors/tool-error.ts'

/**
 * With "encryption by default", EC2 encrypts volumes without a key with the account's default key. Such an AMI cannot
 * be shared (docs/instance-facts.md, "Sharing and encryption").
 *
 * @throws ToolError SHARE_ENCRYPTED_BY_DEFAULT
 */
export async function assertShareable(settings: ImageSettings, ec2: Ec2): Promise<void> {
  const shares = sharedWith(settings)
  const withoutKey = volumesOf(settings).filter(({ kmsKey }) => kmsKey === null)
  if (shares.length === 0 || withoutKey.length === 0 || !(await ec2.encryptionByDefault())) return
  const devices = withoutKey.map(({ device }) => device).join(' and ')
  throw new ToolError(
    'SHARE_ENCRYPTED_BY_DEFAULT',
    `this account would encrypt ${devices} with its default key`,
    {
      why: `An AMI encrypted with the default key cannot be shared with ${shares.join(', ')}.`,
      hint: 'Set kmsKey to a customer managed key, or turn off EBS encryption by default in this account and region.',
    },
  )
}
