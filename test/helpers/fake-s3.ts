import { createHash } from 'node:crypto'
import type { Expected, S3, S3Object } from '#src/aws/s3.ts'
import { ToolError } from '#src/errors/tool-error.ts'

/** What can happen to one request. */
export type S3Fault =
  /** S3 answers 409 and writes nothing. */
  | 'conflict'
  /** S3 writes, the response is lost, and the SDK repeats the request. */
  | 'repeated'
  /** S3 reads or writes, and the call fails because no response arrives. */
  | 'lost-after'
  /** The call fails before S3 has it. */
  | 'lost-before'

export interface FakeS3Options {
  /** The clock of S3, in milliseconds. */
  readonly now?: () => number
  /** Awaited before S3 has a request, and before its response arrives. */
  readonly travel?: () => Promise<void>
  /** Asked once per request. */
  readonly fault?: () => S3Fault | undefined
}

interface Version {
  readonly text: string
  readonly etag: string
  readonly writtenAt: Date
}

/**
 * One account's buckets with S3's conditional writes. As on S3, the ETag is that of the content, times have whole
 * seconds, a condition and its write are one step, and a bucket of another owner is denied.
 */
export function fakeS3(owner: string, buckets: readonly string[], options: FakeS3Options = {}) {
  const { now = Date.now, travel = async () => undefined, fault = () => undefined } = options
  const objects = new Map<string, Version>()
  const wholeSeconds = () => new Date(Math.floor(now() / 1000) * 1000)

  function check(bucket: string, expectedOwner: string): void {
    if (!buckets.includes(bucket)) throw failure('BUCKET_NOT_FOUND')
    if (expectedOwner !== owner) throw failure('ACCESS_DENIED')
  }

  function write({ bucket, key, text }: S3Object, expected: Expected | 'any'): string | undefined {
    const path = `${bucket}/${key}`
    const found = objects.get(path)
    const isExpected =
      expected === 'any' || (expected === 'absent' ? found === undefined : found?.etag === expected.etag)
    if (!isExpected) return undefined
    const etag = `"${createHash('md5').update(text).digest('hex')}"`
    objects.set(path, { text, etag, writtenAt: wholeSeconds() })
    return etag
  }

  /** One request on its way to S3 and back. */
  async function request<Answer>(apply: () => Answer, onConflict?: Answer): Promise<Answer> {
    const happens = fault()
    await travel()
    if (happens === 'lost-before') throw failure('AWS_UNREACHABLE')
    if (happens === 'conflict' && onConflict !== undefined) return onConflict
    let answer = apply()
    if (happens === 'repeated') {
      await travel()
      answer = apply()
    }
    await travel()
    if (happens === 'lost-after') throw failure('AWS_UNREACHABLE')
    return answer
  }

  const client: S3 = {
    bucketRegion: async (bucket, expectedOwner) => {
      if (!buckets.includes(bucket)) return undefined
      check(bucket, expectedOwner)
      return 'us-east-1'
    },
    put: async object => {
      check(object.bucket, object.owner)
      await request(() => write(object, 'any'))
    },
    get: ({ bucket, owner: expectedOwner, key }, mostBytes) =>
      request(() => {
        check(bucket, expectedOwner)
        const found = objects.get(`${bucket}/${key}`)
        if (found === undefined) return undefined
        const isTooLarge = Buffer.byteLength(found.text) > mostBytes
        return { ...found, text: isTooLarge ? null : found.text, readAt: wholeSeconds() }
      }),
    putIf: async (object, expected) => {
      const { etag } = await request<{ etag: string | undefined }>(
        () => {
          check(object.bucket, object.owner)
          return { etag: write(object, expected) }
        },
        { etag: undefined },
      )
      return etag
    },
  }
  return { client, objects }
}

function failure(code: string): ToolError {
  return new ToolError(code, `the S3 of this test answers ${code}`, { hint: '' })
}
