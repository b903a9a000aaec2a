import { expect, test } from 'vitest'
import { stateBucketName } from '#src/state/bucket.ts'
import { plainTemplate } from './plain-template.ts'

interface Bucket {
  readonly BucketName: string
  readonly PublicAccessBlockConfiguration: Readonly<Record<string, boolean>>
}
interface Policy {
  readonly PolicyDocument: { readonly Statement: readonly Readonly<Record<string, unknown>>[] }
}

const { template, propertiesOf } = await plainTemplate('state')
const bucket = propertiesOf<Bucket>('Bucket')

test('the bucket has the name that packer-ecs derives from account and region', () => {
  const name = bucket.BucketName.replace('${AWS::AccountId}', '123456789012').replace(
    '${AWS::Region}',
    'eu-central-1',
  )
  expect(name).toBe(stateBucketName({ accountId: '123456789012', region: 'eu-central-1' }))
  expect(bucket).toMatchObject({ BucketNamespace: 'account-regional' })
})

test('the bucket is encrypted and versioned, and nothing in it can be public', () => {
  expect(bucket).toMatchObject({
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
    },
    VersioningConfiguration: { Status: 'Enabled' },
    OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
  })
  expect(Object.values(bucket.PublicAccessBlockConfiguration)).toEqual([true, true, true, true])
})

test('old versions are deleted after 90 days, those of locks after a day', () => {
  const rule = { Status: 'Enabled' }
  expect(bucket).toMatchObject({
    LifecycleConfiguration: {
      Rules: [
        { ...rule, NoncurrentVersionExpiration: { NoncurrentDays: 90 } },
        { ...rule, Prefix: 'locks/', NoncurrentVersionExpiration: { NoncurrentDays: 1 } },
      ],
    },
  })
})

test('requests without TLS are denied, and so are writes to locks without a condition', () => {
  expect(propertiesOf<Policy>('BucketPolicy').PolicyDocument.Statement).toMatchObject([
    { Effect: 'Deny', Action: 's3:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
    {
      Effect: 'Deny',
      Action: 's3:PutObject',
      Resource: '${Bucket.Arn}/locks/*',
      Condition: { Null: { 's3:if-match': 'true', 's3:if-none-match': 'true' } },
    },
  ])
})

test('the bucket outlives its stack, and its name and ARN are exported', () => {
  expect(template.Resources.Bucket).toMatchObject({
    DeletionPolicy: 'RetainExceptOnCreate',
    UpdateReplacePolicy: 'Retain',
  })
  expect(Object.values(template.Outputs).map(({ Export }) => Export.Name)).toEqual([
    '${AWS::StackName}-BucketName',
    '${AWS::StackName}-BucketArn',
  ])
})
