import type { ResourceChange } from '../../aws/stack.ts'
import type { ChangeAction } from './change-action.ts'

/** What is lost with a resource of a type. */
const losses: Readonly<Record<string, string>> = {
  'AWS::Cognito::UserPool': 'its users are lost',
  'AWS::DocDB::DBCluster': 'its data is lost',
  'AWS::DynamoDB::GlobalTable': 'its items are lost',
  'AWS::DynamoDB::Table': 'its items are lost',
  'AWS::EC2::Instance': 'the data on its disks is lost',
  'AWS::EC2::Volume': 'its data is lost',
  'AWS::ECR::Repository': 'its images are lost',
  'AWS::EFS::FileSystem': 'its files are lost',
  'AWS::ElastiCache::CacheCluster': 'its data is lost',
  'AWS::ElastiCache::ReplicationGroup': 'its data is lost',
  'AWS::KMS::Key': 'all data that it encrypts is lost',
  'AWS::Kinesis::Stream': 'its records are lost',
  'AWS::Logs::LogGroup': 'its lines are lost',
  'AWS::Neptune::DBCluster': 'its data is lost',
  'AWS::OpenSearchService::Domain': 'its indexes are lost',
  'AWS::RDS::DBCluster': 'its data is lost',
  'AWS::RDS::DBInstance': 'its data is lost',
  'AWS::Redshift::Cluster': 'its data is lost',
  'AWS::S3::Bucket': 'its objects are lost',
  'AWS::SNS::Topic': 'its subscriptions are lost',
  'AWS::SQS::Queue': 'its messages are lost',
  'AWS::SSM::Parameter': 'its value is lost',
  'AWS::SecretsManager::Secret': 'its value is lost',
}

export interface DataLoss {
  readonly meaning: string
  readonly isDestructive: boolean
}

/** What happens to the data of a removed or replaced resource; undefined if the resource holds no data or is kept. */
export function dataLoss(
  { type, policyAction }: Pick<ResourceChange, 'type' | 'policyAction'>,
  action: ChangeAction,
): DataLoss | undefined {
  const loss = losses[type]
  if (loss === undefined || !['remove', 'replace', 'mayReplace'].includes(action)) return undefined
  const isRemoved = action === 'remove'
  if (policyAction?.endsWith('Retain')) {
    const meaning = isRemoved
      ? 'kept, but no longer part of the stack'
      : 'replaced by an empty one; the old one is kept outside the stack'
    return { meaning, isDestructive: false }
  }
  if (policyAction?.endsWith('Snapshot')) {
    const meaning = isRemoved
      ? 'deleted after a snapshot'
      : 'replaced by an empty one; a snapshot of the old one is kept'
    return { meaning, isDestructive: false }
  }
  const start = { remove: 'deleted:', replace: 'replaced:', mayReplace: 'may be replaced; if so,' }
  return { meaning: `${start[action as keyof typeof start]} ${loss}`, isDestructive: true }
}
