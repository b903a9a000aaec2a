import type { Image } from '../../aws/image.ts'
import { ToolError } from '../../errors/tool-error.ts'
import { describeAmi } from './deployed-ami.ts'

export interface KeyFacts {
  readonly arn: string
  /** undefined: the caller has no permission to describe the key. */
  readonly state: string | undefined
  /** Whether the Auto Scaling role of this account may use it; undefined if unknown. */
  readonly isUsable: boolean | undefined
}

interface Checked {
  readonly ami: { readonly found: Image }
  readonly keys: readonly KeyFacts[]
  readonly accountId: string
}

/**
 * Checks that Auto Scaling may use the keys of the volumes. Returns notices about keys that it cannot check.
 *
 * @throws ToolError AMI_KEY_NOT_USABLE
 */
export function checkKeys({ ami: { found }, keys, accountId }: Checked): string[] {
  return keys.flatMap(({ arn, state, isUsable }) => {
    if (state !== undefined && state !== 'Enabled') {
      throw new ToolError(
        'AMI_KEY_NOT_USABLE',
        `the KMS key ${arn} for the volumes of ${describeAmi(found)} ${state === 'Missing' ? 'does not exist' : `is ${state}`}`,
        {
          why: 'Launches would fail with Client.InternalError.',
          hint:
            state === 'Missing'
              ? 'Use a key of this account and region.'
              : `Enable it: aws kms enable-key --key-id ${arn}`,
        },
      )
    }
    if (isUsable === false) throw notGranted(arn, found, accountId)
    if (isUsable === true) return []
    return [
      `Could not check whether Auto Scaling may use the KMS key ${arn} for the volumes of ${found.imageId}: the check needs kms:DescribeKey, kms:GetKeyPolicy and kms:ListGrants, and cannot evaluate every condition of a key policy. If launches fail with Client.InternalError, grant access: ${grant(arn, autoScalingRole(arn, accountId))}`,
    ]
  })
}

/** See docs/instance-facts.md, "Sharing and encryption". */
function notGranted(arn: string, found: Image, accountId: string): ToolError {
  const what = `Auto Scaling may not use the KMS key ${arn} for the volumes of ${describeAmi(found)}`
  return new ToolError('AMI_KEY_NOT_USABLE', what, {
    why: `The key policy denies it to the Auto Scaling role of account ${accountId}, or neither the policy nor a grant allows it: launches would fail with Client.InternalError.`,
    hint: `Grant access: ${grant(arn, autoScalingRole(arn, accountId))}`,
  })
}

/** The command that lets Auto Scaling use a key. */
export function grant(key: string, role: string): string {
  const operations =
    'Encrypt Decrypt ReEncryptFrom ReEncryptTo GenerateDataKey GenerateDataKeyWithoutPlaintext DescribeKey CreateGrant'
  return `aws kms create-grant --key-id ${key} --grantee-principal ${role} --operations ${operations}`
}

/** The service-linked role of the account that owns the group; the ARN gives the partition. */
export function autoScalingRole(arn: string, accountId: string): string {
  const partition = arn.split(':')[1] ?? 'aws'
  return `arn:${partition}:iam::${accountId}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`
}
