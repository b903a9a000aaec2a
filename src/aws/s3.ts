import { HeadBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { ToolError } from '../errors/tool-error.ts'
import { type ClientOptions, retries } from './client-options.ts'
import { renewEndedSessions } from './ended-session.ts'
import { translated } from './errors.ts'

export interface S3 {
  /** Region of a bucket of the account; undefined if the bucket does not exist. */
  bucketRegion(bucket: string, owner: string): Promise<string | undefined>
  /** Writes a text; the same key again is no error. */
  put(object: S3Object): Promise<void>
}

export interface S3Object {
  readonly bucket: string
  /** Account that the bucket must belong to. */
  readonly owner: string
  readonly key: string
  readonly text: string
}

/** S3 in one region. A bucket of another region is found, but written to in its own. */
export function createS3(options: ClientOptions): S3 {
  const client = renewEndedSessions(new S3Client({ ...options, ...retries, followRegionRedirects: true }))
  return {
    bucketRegion: (bucket, owner) =>
      translated('s3:ListBucket', async () => {
        const command = new HeadBucketCommand({ Bucket: bucket, ExpectedBucketOwner: owner })
        try {
          return (await client.send(command)).BucketRegion ?? options.region
        } catch (error) {
          const status = statusOf(error)
          if (status === 404) return undefined
          throw status === 403 ? forbidden(bucket, error) : error
        }
      }),

    put: ({ bucket, owner, key, text }) =>
      translated('s3:PutObject', async () => {
        const object = { Bucket: bucket, ExpectedBucketOwner: owner, Key: key, Body: text }
        await client.send(new PutObjectCommand(object))
      }),
  }
}

/** HTTP status of a response: the response to HEAD has no body, so the SDK cannot name the error. */
function statusOf(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode
}

function forbidden(bucket: string, cause: unknown): ToolError {
  return new ToolError('ACCESS_DENIED', `s3:ListBucket is not allowed on the bucket ${bucket}`, {
    why: 'The bucket belongs to another account, or its policy or yours does not allow it.',
    hint: 'Use a bucket of the account of the stack, and allow s3:ListBucket on it and s3:PutObject and s3:GetObject on its objects in packer-ecs/.',
    cause,
  })
}
