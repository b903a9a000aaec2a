import { beforeEach, expect, test } from 'vitest'
import { parseRequest } from '#sandbox/gateway/api-request.ts'
import { createFederation, federatedCalls } from '#sandbox/sts/federation.ts'
import { createSessions } from '#sandbox/sts/sessions.ts'

const start = new Date('2026-11-21T00:00:00Z')
let now = start
beforeEach(() => {
  now = start
})
const clock = { now: () => now, sleep: async () => undefined }
const later = (seconds: number) => {
  now = new Date(now.getTime() + seconds * 1000)
}
const federation = createFederation(clock)
const sessions = createSessions(clock)
const reserved = 'arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com'
const roleOf = (name: string, path = reserved) => ({
  name,
  arn: `${path}/${name}`,
  id: 'AROA',
  trust: '{}',
  maxSessionSeconds: 3600,
  policies: [],
  boundary: null,
})
const directory = {
  users: [],
  roles: [
    roleOf('AWSReservedSSO_Images_Read_0123456789abcdef'),
    roleOf('AWSReservedSSO_Images_0123456789abcdef'),
    roleOf('AWSReservedSSO_Fake_0123456789abcdef', 'arn:aws:iam::123456789012:role'),
  ],
  policies: {},
  profiles: [],
  oidcProviders: [],
  buckets: {},
  foreignBuckets: [],
  mfaSeeds: {},
}

async function ask(url: string, headers: Record<string, string>, body = '') {
  const raw = { method: 'GET', url, headers, body: Buffer.from(body) }
  const api = parseRequest(raw, 'us-east-1')
  const world = { accountId: '123456789012', directory, now, source: '10.0.0.1', tagsOf: async () => ({}) }
  const answer = federatedCalls[`${api.service}:${api.action}`]?.(
    { raw, api, source: '10.0.0.1' },
    { ...federation, sessions, world },
  )
  return { status: answer?.status, content: JSON.parse(String(answer?.body)) }
}

const credentials = (token: string, role = 'Images', account = '123456789012') =>
  ask(`/federation/credentials?role_name=${role}&account_id=${account}`, { 'x-amz-sso_bearer_token': token })
const refresh = (refreshToken: string, grantType = 'refresh_token') =>
  ask('/token', { 'content-type': 'application/json' }, JSON.stringify({ grantType, refreshToken }))
const login = (lasts: number) =>
  federation.logins.open({ startUrl: 'https://acme.example/start', region: 'us-east-1', lasts })

test('who is signed in gets a session of the permission set\u2019s role', async () => {
  const { status, content } = await credentials(login(28_800).accessToken)
  expect(status).toBe(200)
  const { accessKeyId, expiration } = content.roleCredentials
  expect(expiration).toBe(start.getTime() + 3_600_000)
  expect(sessions.find(accessKeyId)?.caller).toMatchObject({
    arn: 'arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Images_0123456789abcdef/person@sandbox',
    identity: { kind: 'role', name: 'AWSReservedSSO_Images_0123456789abcdef' },
  })
})

test.each([
  ['another account', 'Images', '210987654321'],
  ['an unknown permission set', 'Admin', '123456789012'],
  ['a role that is only called so', 'Fake', '123456789012'],
])('%s is not given', async (_, role, account) => {
  const { status, content } = await credentials(login(28_800).accessToken, role, account)
  expect({ status, type: content.__type }).toEqual({ status: 403, type: 'ForbiddenException' })
})

test('an access token lasts an hour, and can be renewed until the sign-in expires', async () => {
  const { accessToken, refreshToken } = login(5400)
  later(3600)
  expect(await credentials(accessToken)).toMatchObject({ status: 401 })
  const { content } = await refresh(refreshToken)
  expect(content).toMatchObject({ expiresIn: 1800, tokenType: 'Bearer', refreshToken })
  expect(await credentials(content.accessToken)).toMatchObject({ status: 200 })
  later(1800)
  expect(await credentials(content.accessToken)).toMatchObject({ status: 401 })
  expect((await refresh(refreshToken)).content.__type).toBe('InvalidGrantException')
})

test('an unknown token is refused', async () => {
  expect((await credentials('made up')).content.__type).toBe('UnauthorizedException')
  expect((await refresh('made up')).content.__type).toBe('InvalidGrantException')
  expect((await refresh('x', 'device_code')).content.__type).toBe('UnsupportedGrantTypeException')
})
