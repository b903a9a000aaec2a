import { GetObjectCommand, HeadBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { ToolError } from '../errors/tool-error.ts'
import { type ClientOptions, retries } from './client-options.ts'
import { renewEndedSessions } from './ended-session.ts'
import { errorCode, translated } from './errors.ts'
import { type DatedCommand, responseDate } from './response-date.ts'

export interface S3 {
  /** Region of a bucket of the account; undefined if the bucket does not exist. */
  bucketRegion(bucket: string, owner: string): Promise<string | undefined>
  /** Writes a text; the same key again is no error. */
  put(object: S3Object): Promise<void>
  /**
   * Reads a text; undefined if there is no such object.
   *
   * @throws ToolError BUCKET_NOT_FOUND, ACCESS_DENIED
   */
  get(address: S3Address, mostBytes: number): Promise<StoredObject | undefined>
  /**
   * Writes a text if the object is as expected; returns its ETag. Undefined: the object is not as expected, or another
   * write was in progress. The object may then hold this very text: the SDK repeats a request whose response was lost.
   *
   * @throws ToolError BUCKET_NOT_FOUND, ACCESS_DENIED
   */
  putIf(object: S3Object, expected: Expected): Promise<string | undefined>
}

export interface S3Address {
  readonly bucket: string
  /** Account that the bucket must belong to. */
  readonly owner: string
  readonly key: string
}

export interface S3Object extends S3Address {
  readonly text: string
}

/** The ETag of the version that is replaced, or that there is no object. */
export type Expected = { readonly etag: string } | 'absent'

export interface StoredObject {
  /** Null: larger than the limit, or not UTF-8. */
  readonly text: string | null
  /** Differs between contents. Two versions with the same content have the same ETag. */
  readonly etag: string
  /** When the version was written, in whole seconds of the clock of S3. */
  readonly writtenAt: Date
  /** When it was read, in whole seconds of the clock of S3. */
  readonly readAt: Date
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
          throw status === 403 ? forbidden('s3:ListBucket', bucket, usableBucket, error) : error
        }
      }),

    put: object =>
      translated('s3:PutObject', async () => {
        await client.send(new PutObjectCommand({ ...addressOf(object), Body: object.text }))
      }),

    get: (address, mostBytes) =>
      translated('s3:GetObject', async () => {
        const command = new GetObjectCommand(addressOf(address))
        const readAt = responseDate(command as unknown as DatedCommand)
        try {
          const { Body, ContentLength, ETag, LastModified } = await client.send(command)
          if (Body === undefined || ETag === undefined || LastModified === undefined)
            throw new Error('the response has no body, ETag or date')
          const isTooLarge = ContentLength === undefined || ContentLength > mostBytes
          if (isTooLarge) (Body as { destroy?(): void }).destroy?.()
          const text = isTooLarge ? null : decoded(await Body.transformToByteArray())
          return { text, etag: ETag, writtenAt: LastModified, readAt: readAt() }
        } catch (error) {
          if (errorCode(error) === 'NoSuchKey') return undefined
          throw refused('s3:GetObject', address, error)
        }
      }),

    putIf: (object, expected) =>
      translated('s3:PutObject', async () => {
        const condition = expected === 'absent' ? { IfNoneMatch: '*' } : { IfMatch: expected.etag }
        const command = new PutObjectCommand({ ...addressOf(object), ...condition, Body: object.text })
        try {
          const { ETag } = await client.send(command)
          if (ETag === undefined) throw new Error('the response has no ETag')
          return ETag
        } catch (error) {
          if (notAsExpected.has(errorCode(error))) return undefined
          throw refused('s3:PutObject', object, error)
        }
      }),
  }
}

/** NoSuchKey: the object whose ETag was expected has been deleted. */
const notAsExpected = new Set(['PreconditionFailed', 'ConditionalRequestConflict', 'NoSuchKey'])

function addressOf({ bucket, owner, key }: S3Address) {
  return { Bucket: bucket, ExpectedBucketOwner: owner, Key: key }
}

function decoded(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

/** HTTP status of a response: the response to HEAD has no body, so the SDK cannot name the error. */
function statusOf(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode
}

function refused(action: string, { bucket, owner }: S3Address, error: unknown): unknown {
  if (errorCode(error) === 'NoSuchBucket') {
    return new ToolError('BUCKET_NOT_FOUND', `the bucket ${bucket} does not exist`, {
      hint: `Create it in account ${owner}, or correct the account and region (--profile, --region).`,
      cause: error,
    })
  }
  if (errorCode(error) !== 'AccessDenied') return error
  return forbidden(
    action,
    bucket,
    `Use credentials of account ${owner}, and allow s3:GetObject and s3:PutObject on the objects of the bucket and s3:ListBucket on the bucket.`,
    error,
  )
}

const usableBucket =
  'Use a bucket of the account of the stack, and allow s3:ListBucket on it and s3:PutObject and s3:GetObject on its objects in packer-ecs/.'

function forbidden(action: string, bucket: string, hint: string, cause: unknown): ToolError {
  return new ToolError('ACCESS_DENIED', `${action} is not allowed on the bucket ${bucket}`, {
    why: 'The bucket belongs to another account, or its policy or yours does not allow it.',
    hint,
    cause,
  })
}
