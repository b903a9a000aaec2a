import { textOf } from '../api-call.ts'
import type { Needs } from '../need.ts'

const bucketNeeds =
  (action?: string): Needs =>
  ({ parameters }) => [
    { ...(action && { action }), resource: `arn:aws:s3:::${textOf(parameters, 'Bucket') ?? '*'}` },
  ]

const objectNeeds =
  (action?: string): Needs =>
  ({ parameters }) => {
    const [bucket, key] = [textOf(parameters, 'Bucket') ?? '*', textOf(parameters, 'Key') ?? '*']
    return [{ ...(action && { action }), resource: `arn:aws:s3:::${bucket}/${key}` }]
  }

/** Some calls require the permission of another action. */
export const s3Actions: Readonly<Record<string, Needs>> = {
  CreateBucket: bucketNeeds(),
  DeleteBucket: bucketNeeds(),
  DeleteObject: objectNeeds(),
  GetObject: objectNeeds(),
  HeadBucket: bucketNeeds('s3:ListBucket'),
  HeadObject: objectNeeds('s3:GetObject'),
  ListObjectsV2: bucketNeeds('s3:ListBucket'),
  PutObject: objectNeeds(),
}
