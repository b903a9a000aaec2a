import { describe, expect, test } from 'vitest'
import { parseRequest } from '#sandbox/gateway/api-request.ts'
import { bucketRefusal } from '#sandbox/gateway/bucket-refusal.ts'

const accountId = '123456789012'
const stateBucketPolicy = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:PutObject',
      Resource: 'arn:aws:s3:::state/locks/*',
      Condition: { Null: { 's3:if-match': 'true', 's3:if-none-match': 'true' } },
    },
  ],
}

function refusal(
  method: string,
  path: string,
  { headers = {}, body = '', policy = stateBucketPolicy as object | null, arn = 'user/admin' } = {},
) {
  const authorization =
    'AWS4-HMAC-SHA256 Credential=AKIA/20261121/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0'
  const raw = { method, url: path, headers: { authorization, ...headers }, body: Buffer.from(body) }
  const caller = {
    accessKeyId: 'AKIA',
    arn: `arn:aws:iam::${accountId}:${arn}`,
    userId: 'AIDA',
    identity: { kind: 'administrator' as const },
  }
  const directory = {
    users: [],
    roles: [],
    policies: {},
    profiles: [],
    oidcProviders: [],
    buckets: { state: { policy: policy === null ? null : JSON.stringify(policy) } },
    foreignBuckets: [],
    mfaSeeds: {},
  }
  const world = { accountId, directory, now: new Date(), source: '10.0.0.1', tagsOf: async () => ({}) }
  return bucketRefusal(parseRequest(raw, 'us-east-1'), raw, caller, world)
}

describe('a bucket policy', () => {
  test('denies also what the administrator may do', () => {
    expect(refusal('PUT', '/state/locks/a.json')).toEqual({
      code: 'AccessDenied',
      status: 403,
      message: `User: arn:aws:iam::${accountId}:user/admin is not authorized to perform: s3:PutObject on resource: arn:aws:s3:::state/locks/a.json with an explicit deny in a resource-based policy`,
    })
  })

  test.each([
    ['a write that replaces a known version', '/state/locks/a.json', { 'if-match': '"1"' }],
    ['a write that creates the object', '/state/locks/a.json', { 'if-none-match': '*' }],
    ['a write of another object', '/state/amis/a.json', {}],
  ])('that denies writes without a condition does not deny %s', (_, path, headers) => {
    expect(refusal('PUT', path, { headers })).toBeUndefined()
  })

  test('concerns only its principals', () => {
    const [statement] = stateBucketPolicy.Statement
    const about = (Principal: object) => ({ ...stateBucketPolicy, Statement: [{ ...statement, Principal }] })
    const put = (policy: object) => refusal('PUT', '/state/locks/a.json', { policy })?.code
    expect(put(about({ AWS: `arn:aws:iam::${accountId}:user/admin` }))).toBe('AccessDenied')
    expect(put(about({ AWS: accountId }))).toBe('AccessDenied')
    expect(put(about({ AWS: `arn:aws:iam::${accountId}:user/other` }))).toBeUndefined()
    expect(put(about({ Service: 'logdelivery.elasticloadbalancing.amazonaws.com' }))).toBeUndefined()
  })

  test('that denies everything can still be replaced and deleted', () => {
    const everything = { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: 'arn:aws:s3:::state*' }
    const policy = { ...stateBucketPolicy, Statement: everything }
    expect(refusal('DELETE', '/state?policy', { policy })).toBeUndefined()
    expect(
      refusal('PUT', '/state?policy', { policy, body: JSON.stringify(stateBucketPolicy) }),
    ).toBeUndefined()
    expect(refusal('DELETE', '/state', { policy })?.code).toBe('AccessDenied')
  })

  test('without a principal is malformed', () => {
    const { Principal, ...statement } = stateBucketPolicy.Statement[0] as { Principal: string }
    const body = JSON.stringify({ ...stateBucketPolicy, Statement: [statement] })
    expect(refusal('PUT', '/state?policy', { body, policy: null })).toMatchObject({
      code: 'MalformedPolicy',
      message: 'Missing required field Principal',
    })
  })
})

describe('a call that names the owner of the bucket', () => {
  const of = (owner: string) => ({ headers: { 'x-amz-expected-bucket-owner': owner } })

  test('is refused if another account owns it', () => {
    expect(refusal('HEAD', '/state', of('210987654321'))).toMatchObject({ code: 'AccessDenied', status: 403 })
    expect(refusal('HEAD', '/state', of(accountId))).toBeUndefined()
  })

  test('is not refused if there is no such bucket, so that S3 can say so', () => {
    expect(refusal('HEAD', '/other', of('210987654321'))).toBeUndefined()
  })
})
