import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { type ClientOptions, retries } from './client-options.ts'
import { translated } from './errors.ts'

export interface CallerIdentity {
  readonly accountId: string
  readonly arn: string
  /** Last part of the ARN: the user's name, or role/session. */
  readonly name: string
  /** `aws`, `aws-cn`, `aws-us-gov`. */
  readonly partition: string
}

export async function callerIdentity(options: ClientOptions): Promise<CallerIdentity> {
  const client = new STSClient({ ...options, ...retries })
  const { Account = '', Arn = '' } = await translated('sts:GetCallerIdentity', () =>
    client.send(new GetCallerIdentityCommand({})),
  )
  const [, partition = 'aws', , , , resource = ''] = Arn.split(':')
  return { accountId: Account, arn: Arn, name: resource.split('/').slice(1).join('/') || resource, partition }
}
