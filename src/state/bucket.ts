import type { S3 } from '../aws/s3.ts'
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
  return (await s3.bucketRegion(stateBucketName(place), place.accountId)) !== undefined
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
      hint: `If the stack packer-ecs-state exists, its bucket was deleted: delete the stack (aws cloudformation delete-stack --region ${region} --stack-name packer-ecs-state), then run the command again.`,
    },
  )
}
