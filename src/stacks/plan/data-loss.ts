import type { ResourceChange } from '../../aws/stack.ts'
import type { ChangeAction } from './stack-plan.ts'

/** What is lost with a resource of that type. */
const contents: Readonly<Record<string, string>> = {
  'AWS::Cognito::UserPool': 'its users are',
  'AWS::DocDB::DBCluster': 'its data is',
  'AWS::DynamoDB::GlobalTable': 'its items are',
  'AWS::DynamoDB::Table': 'its items are',
  'AWS::EC2::Instance': 'what is on its disks is',
  'AWS::EC2::Volume': 'its data is',
  'AWS::ECR::Repository': 'its images are',
  'AWS::EFS::FileSystem': 'its files are',
  'AWS::ElastiCache::CacheCluster': 'its data is',
  'AWS::ElastiCache::ReplicationGroup': 'its data is',
  'AWS::KMS::Key': 'whatever it encrypts is',
  'AWS::Kinesis::Stream': 'its records are',
  'AWS::Logs::LogGroup': 'its lines are',
  'AWS::Neptune::DBCluster': 'its data is',
  'AWS::OpenSearchService::Domain': 'its indexes are',
  'AWS::RDS::DBCluster': 'its data is',
  'AWS::RDS::DBInstance': 'its data is',
  'AWS::Redshift::Cluster': 'its data is',
  'AWS::S3::Bucket': 'its objects are',
  'AWS::SNS::Topic': 'its subscriptions are',
  'AWS::SQS::Queue': 'its messages are',
  'AWS::SSM::Parameter': 'its value is',
  'AWS::SecretsManager::Secret': 'its value is',
}

export interface DataLoss {
  readonly meaning: string
  readonly isDestructive: boolean
}

/** What becomes of a resource that holds data; undefined for any other, or when it stays. */
export function dataLoss(
  { type, policyAction }: Pick<ResourceChange, 'type' | 'policyAction'>,
  action: ChangeAction,
): DataLoss | undefined {
  const content = contents[type]
  if (content === undefined || !['remove', 'replace', 'mayReplace'].includes(action)) return undefined
  const isRemoved = action === 'remove'
  if (policyAction?.endsWith('Retain')) {
    const meaning = isRemoved
      ? 'kept, but no longer a part of the stack'
      : 'a new, empty one; the old one is kept outside of the stack'
    return { meaning, isDestructive: false }
  }
  if (policyAction?.endsWith('Snapshot')) {
    const meaning = isRemoved
      ? 'deleted after a snapshot'
      : 'a new, empty one; a snapshot of the old one is kept'
    return { meaning, isDestructive: false }
  }
  const what = { remove: 'deleted', replace: 'replaced', mayReplace: 'may be replaced' }[action as 'remove']
  const certainty = action === 'mayReplace' ? 'then ' : ''
  const [subject, verb] = [
    content.slice(0, content.lastIndexOf(' ')),
    content.slice(content.lastIndexOf(' ') + 1),
  ]
  return { meaning: `${what}: ${certainty}${subject} ${verb} lost`, isDestructive: true }
}
