import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import type { RequestHandler } from '#src/aws/request-handler.ts'
import { createS3 } from '#src/aws/s3.ts'

interface Sent {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
}

/** S3 that answers every request with that status and these headers. */
function answering(statusCode: number, headers: Readonly<Record<string, string>> = {}) {
  const sent: Sent[] = []
  const requestHandler = {
    metadata: { handlerProtocol: 'http/1.1' },
    async handle({ method, path, headers: own }: Sent) {
      sent.push({ method, path, headers: own })
      return { response: { statusCode, headers, body: Readable.from(['']) } }
    },
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
  } as unknown as RequestHandler
  const credentials = async () => ({ accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'x' })
  return { s3: createS3({ region: 'us-east-1', credentials, requestHandler }), sent }
}

const owner = '123456789012'

test('the region of a bucket is in the response, and only a bucket of the account is accepted', async () => {
  const { s3, sent } = answering(200, { 'x-amz-bucket-region': 'eu-central-1' })
  expect(await s3.bucketRegion('artifacts', owner)).toBe('eu-central-1')
  expect(sent).toMatchObject([{ method: 'HEAD', headers: { 'x-amz-expected-bucket-owner': owner } }])
})

test('a bucket that does not exist is undefined', async () => {
  expect(await answering(404).s3.bucketRegion('artifacts', owner)).toBeUndefined()
})

test('a bucket of another account is reported with the way out', async () => {
  await expect(answering(403).s3.bucketRegion('artifacts', owner)).rejects.toMatchObject({
    code: 'ACCESS_DENIED',
    message: 's3:ListBucket is not allowed on the bucket artifacts',
    why: expect.stringContaining('belongs to another account'),
    hint: expect.stringContaining('Use a bucket of the account of the stack'),
  })
})

test('an object is written only to a bucket of the account', async () => {
  const { s3, sent } = answering(200)
  await s3.put({ bucket: 'artifacts', owner, key: 'packer-ecs/a.template', text: 'a' })
  expect(sent).toMatchObject([
    { method: 'PUT', path: '/packer-ecs/a.template', headers: { 'x-amz-expected-bucket-owner': owner } },
  ])
})

test('a refused object is an error with the name of its action', async () => {
  const put = answering(403).s3.put({ bucket: 'artifacts', owner, key: 'k', text: 'a' })
  await expect(put).rejects.toMatchObject({ message: expect.stringContaining('s3:PutObject') })
})
