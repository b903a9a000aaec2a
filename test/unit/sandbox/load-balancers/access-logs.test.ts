import { describe, expect, test } from 'vitest'
import { parseRequest } from '#sandbox/gateway/api-request.ts'
import { accessLogsRefusal } from '#sandbox/load-balancers/access-logs.ts'

const accountId = '123456789012'
const allowing = {
  Effect: 'Allow',
  Principal: { Service: 'logdelivery.elasticloadbalancing.amazonaws.com' },
  Action: 's3:PutObject',
  Resource: `arn:aws:s3:::logs/web/AWSLogs/${accountId}/*`,
}

/** The error of a call that enables access logs in the bucket `logs`, which has these statements. */
function refusal(
  statements: readonly object[] | null,
  attributes: Record<string, string> = {},
  region = 'us-east-1',
) {
  const all = {
    'access_logs.s3.enabled': 'true',
    'access_logs.s3.bucket': 'logs',
    'access_logs.s3.prefix': 'web',
    ...attributes,
  }
  const form = new URLSearchParams({ Action: 'ModifyLoadBalancerAttributes', Version: '2015-12-01' })
  for (const [index, [key, value]] of Object.entries(all).entries()) {
    form.set(`Attributes.member.${index + 1}.Key`, key)
    form.set(`Attributes.member.${index + 1}.Value`, value)
  }
  const headers = {
    authorization: `AWS4-HMAC-SHA256 Credential=AKIA/20261121/${region}/elasticloadbalancing/aws4_request, SignedHeaders=host, Signature=0`,
    'content-type': 'application/x-www-form-urlencoded',
  }
  const raw = { method: 'POST', url: '/', headers, body: Buffer.from(form.toString()) }
  const policy = statements === null ? null : JSON.stringify({ Version: '2012-10-17', Statement: statements })
  const directory = {
    users: [],
    roles: [],
    policies: {},
    profiles: [],
    oidcProviders: [],
    buckets: { logs: { policy } },
    foreignBuckets: [],
    mfaSeeds: {},
  }
  const world = { accountId, directory, now: new Date(), source: '10.0.0.1', tagsOf: async () => ({}) }
  const answer = accessLogsRefusal(parseRequest(raw, region), world)
  return answer === undefined ? undefined : /<Message>(.*)<\/Message>/.exec(String(answer.body))?.[1]
}

const denied = 'Access Denied for bucket: logs. Please check S3bucket permission'

describe('access logs of a load balancer', () => {
  test('are accepted if the policy of the bucket lets the service write below the prefix', () => {
    expect(refusal([allowing])).toBeUndefined()
    expect(refusal([{ ...allowing, Principal: { AWS: 'arn:aws:iam::127311923021:root' } }])).toBeUndefined()
  })

  test.each([
    ['the bucket has no policy', null],
    ['another service may write', [{ ...allowing, Principal: { Service: 'logging.s3.amazonaws.com' } }]],
    ['the service may write elsewhere', [{ ...allowing, Resource: 'arn:aws:s3:::logs/other/*' }]],
    ['the service is denied to write', [allowing, { ...allowing, Effect: 'Deny' }]],
    ['the account of another region may write', [{ ...allowing, Principal: { AWS: '054676820928' } }]],
  ])('are refused if %s', (_, statements) => {
    expect(refusal(statements)).toBe(denied)
  })

  test('are refused in a bucket that does not exist, and without a bucket', () => {
    expect(refusal([allowing], { 'access_logs.s3.bucket': 'missing' })).toBe(
      'Access Denied for bucket: missing. Please check S3bucket permission',
    )
    expect(refusal([allowing], { 'access_logs.s3.bucket': '' })).toBe('S3Bucket name cannot be empty')
  })

  test('are not checked while they are off', () => {
    expect(refusal(null, { 'access_logs.s3.enabled': 'false' })).toBeUndefined()
  })
})
