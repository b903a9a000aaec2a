import { Readable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import type { RequestHandler } from '#src/aws/request-handler.ts'
import { createS3 } from '#src/aws/s3.ts'

interface Sent {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
}

/** S3 that answers every request with that status, these headers and that body. */
function answering(
  statusCode: number,
  headers: Readonly<Record<string, string>> = {},
  body: string | Uint8Array = '',
) {
  const sent: Sent[] = []
  const requestHandler = {
    metadata: { handlerProtocol: 'http/1.1' },
    async handle({ method, path, headers: own }: Sent) {
      sent.push({ method, path, headers: own })
      return { response: { statusCode, headers, body: Readable.from([Buffer.from(body)]) } }
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

describe('an object', () => {
  const address = { bucket: 'state', owner, key: 'locks/a.json' }
  const headers = {
    etag: '"1"',
    'last-modified': 'Sat, 21 Nov 2026 01:02:03 GMT',
    date: 'Sat, 21 Nov 2026 01:04:00 GMT',
  }
  const failing = (status: number, code: string) =>
    answering(status, { 'content-type': 'application/xml' }, `<Error><Code>${code}</Code></Error>`).s3

  test('is read from a bucket of the account, with its ETag and the times of S3', async () => {
    const { s3, sent } = answering(200, { ...headers, 'content-length': '2' }, 'ab')
    expect(await s3.get(address, 2)).toEqual({
      text: 'ab',
      etag: '"1"',
      writtenAt: new Date('2026-11-21T01:02:03Z'),
      readAt: new Date('2026-11-21T01:04:00Z'),
    })
    expect(sent).toMatchObject([{ method: 'GET', headers: { 'x-amz-expected-bucket-owner': owner } }])
  })

  test.each([
    ['larger than the limit', 'abc'],
    ['not UTF-8', '\u00ff'],
  ])('that is %s has no text', async (_, text) => {
    const body = Buffer.from(text, 'latin1')
    const length = { 'content-length': String(body.length) }
    const { s3 } = answering(200, { ...headers, ...length }, body)
    expect(await s3.get(address, 2)).toMatchObject({ text: null })
  })

  test('that does not exist is undefined', async () => {
    expect(await failing(404, 'NoSuchKey').get(address, 2)).toBeUndefined()
  })

  test('without a date in the response is an error', async () => {
    const { s3 } = answering(200, { ...headers, date: '', 'content-length': '1' }, 'a')
    await expect(s3.get(address, 2)).rejects.toMatchObject({ code: 'AWS_CALL_FAILED' })
  })

  test.each([
    ['that must be absent', 'absent' as const, { 'if-none-match': '*' }],
    ['that must be unchanged', { etag: '"1"' }, { 'if-match': '"1"' }],
  ])('%s is written with that condition', async (_, expected, condition) => {
    const { s3, sent } = answering(200, { etag: '"2"' })
    expect(await s3.putIf({ ...address, text: 'a' }, expected)).toBe('"2"')
    expect(sent).toMatchObject([
      { method: 'PUT', headers: { ...condition, 'x-amz-expected-bucket-owner': owner } },
    ])
  })

  test.each([
    [412, 'PreconditionFailed'],
    [409, 'ConditionalRequestConflict'],
    [404, 'NoSuchKey'],
  ])('is not written when S3 answers %i %s', async (status, code) => {
    const written = failing(status, code).putIf({ ...address, text: 'a' }, { etag: '"1"' })
    await expect(written).resolves.toBeUndefined()
  })

  test('in a bucket that does not exist is reported with the account', async () => {
    const error = {
      code: 'BUCKET_NOT_FOUND',
      message: 'the bucket state does not exist',
      hint: expect.stringContaining(`in account ${owner}`),
    }
    await expect(failing(404, 'NoSuchBucket').get(address, 2)).rejects.toMatchObject(error)
    const written = failing(404, 'NoSuchBucket').putIf({ ...address, text: 'a' }, 'absent')
    await expect(written).rejects.toMatchObject(error)
  })

  test('in a bucket of another account is reported with both causes', async () => {
    const error = { code: 'ACCESS_DENIED', why: expect.stringContaining('belongs to another account') }
    await expect(failing(403, 'AccessDenied').get(address, 2)).rejects.toMatchObject({
      ...error,
      message: 's3:GetObject is not allowed on the bucket state',
    })
    await expect(
      failing(403, 'AccessDenied').putIf({ ...address, text: 'a' }, 'absent'),
    ).rejects.toMatchObject({ ...error, message: 's3:PutObject is not allowed on the bucket state' })
  })
})
