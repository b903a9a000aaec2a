import type { S3 } from '../aws/s3.ts'
import { ownCommand } from '../errors/own-command.ts'
import { ToolError } from '../errors/tool-error.ts'

/** The account and region whose state is meant. */
export interface StatePlace {
  readonly accountId: string
  readonly region: string
}

/**
 * Name of the state bucket, which cfn/state creates. It is derived, so that finding it needs no call, and belongs to the
 * account's own namespace, so that no other account can create it.
 */
export function stateBucketName({ accountId, region }: StatePlace): string {
  return `packer-ecs-state-${accountId}-${region}-an`
}

export async function isStateDeployed(s3: Pick<S3, 'bucketRegion'>, place: StatePlace): Promise<boolean> {
  const bucket = stateBucketName(place)
  try {
    return (await s3.bucketRegion(bucket, place.accountId)) !== undefined
  } catch (error) {
    throw error instanceof ToolError && error.code === 'ACCESS_DENIED' ? notReadable(bucket, error) : error
  }
}

function notReadable(bucket: string, { message, why, cause }: ToolError): ToolError {
  return new ToolError('ACCESS_DENIED', message, {
    why,
    hint: `Allow s3:ListBucket on the state bucket ${bucket}, and s3:GetObject and s3:PutObject on its objects. docs/credentials.md has the policy of each command.`,
    cause,
  })
}

/** @throws ToolError STATE_MISSING */
export async function assertStateDeployed(s3: Pick<S3, 'bucketRegion'>, place: StatePlace): Promise<void> {
  if (await isStateDeployed(s3, place)) return
  const { accountId, region } = place
  throw new ToolError(
    'STATE_MISSING',
    `account ${accountId} has no state bucket in ${region} (${stateBucketName(place)})`,
    {
      why: 'Records of AMIs, inventories and locks are stored in it, so that all machines see the same.',
      hint: `"${ownCommand('promote', 'IMAGE', '--to', 'CHANNEL')}" and "${ownCommand('verify')}" offer to create it. If the stack packer-ecs-state exists, its bucket was deleted: delete the stack (aws cloudformation delete-stack --region ${region} --stack-name packer-ecs-state) first.`,
    },
  )
}
