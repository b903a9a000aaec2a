import { type ApiCall, textOf } from '../api-call.ts'
import type { Context } from '../context.ts'
import type { Needs } from '../need.ts'

const bucketNeeds =
  (action?: string): Needs =>
  ({ parameters }) => [
    { ...(action && { action }), resource: `arn:aws:s3:::${textOf(parameters, 'Bucket') ?? '*'}` },
  ]

/** @param ofVersion the action if the call names a version */
const objectNeeds =
  (action?: string, ofVersion = action): Needs =>
  call => {
    const named = textOf(call.parameters, 'versionId') === undefined ? action : ofVersion
    return [{ ...(named && { action: named }), resource: objectArn(call), keys: conditionKeys(call) }]
  }

const copyNeeds: Needs = call => {
  const [source = '*', query] = decodeURIComponent(textOf(call.parameters, 'CopySource') ?? '*').split('?')
  const read = query?.startsWith('versionId=') === true ? 's3:GetObjectVersion' : 's3:GetObject'
  return [
    { action: read, resource: `arn:aws:s3:::${source.replace(/^\//, '')}` },
    { action: 's3:PutObject', resource: objectArn(call), keys: conditionKeys(call) },
  ]
}

/** Some calls require the permission of another action. */
export const s3Actions: Readonly<Record<string, Needs>> = {
  CopyObject: copyNeeds,
  CreateBucket: bucketNeeds(),
  DeleteBucket: bucketNeeds(),
  DeleteBucketEncryption: bucketNeeds('s3:PutEncryptionConfiguration'),
  DeleteBucketLifecycle: bucketNeeds('s3:PutLifecycleConfiguration'),
  DeleteBucketOwnershipControls: bucketNeeds('s3:PutBucketOwnershipControls'),
  DeleteBucketPolicy: bucketNeeds(),
  DeleteBucketTagging: bucketNeeds('s3:PutBucketTagging'),
  DeleteObject: objectNeeds(undefined, 's3:DeleteObjectVersion'),
  DeletePublicAccessBlock: bucketNeeds('s3:PutBucketPublicAccessBlock'),
  GetBucketEncryption: bucketNeeds('s3:GetEncryptionConfiguration'),
  GetBucketLifecycleConfiguration: bucketNeeds('s3:GetLifecycleConfiguration'),
  GetBucketOwnershipControls: bucketNeeds(),
  GetBucketPolicy: bucketNeeds(),
  GetBucketTagging: bucketNeeds(),
  GetBucketVersioning: bucketNeeds(),
  GetObject: objectNeeds(undefined, 's3:GetObjectVersion'),
  GetPublicAccessBlock: bucketNeeds('s3:GetBucketPublicAccessBlock'),
  HeadBucket: bucketNeeds('s3:ListBucket'),
  HeadObject: objectNeeds('s3:GetObject', 's3:GetObjectVersion'),
  ListObjectVersions: bucketNeeds('s3:ListBucketVersions'),
  ListObjectsV2: bucketNeeds('s3:ListBucket'),
  PutBucketEncryption: bucketNeeds('s3:PutEncryptionConfiguration'),
  PutBucketLifecycleConfiguration: bucketNeeds('s3:PutLifecycleConfiguration'),
  PutBucketOwnershipControls: bucketNeeds(),
  PutBucketPolicy: bucketNeeds(),
  PutBucketTagging: bucketNeeds(),
  PutBucketVersioning: bucketNeeds(),
  PutObject: objectNeeds(),
  PutPublicAccessBlock: bucketNeeds('s3:PutBucketPublicAccessBlock'),
}

function objectArn({ parameters }: ApiCall): string {
  return `arn:aws:s3:::${textOf(parameters, 'Bucket') ?? '*'}/${textOf(parameters, 'Key') ?? '*'}`
}

/** Whether a write is conditional. */
function conditionKeys({ parameters }: ApiCall): Context {
  const [match, noneMatch] = [textOf(parameters, 'IfMatch'), textOf(parameters, 'IfNoneMatch')]
  return {
    ...(match === undefined ? {} : { 's3:if-match': match }),
    ...(noneMatch === undefined ? {} : { 's3:if-none-match': noneMatch }),
  }
}
