import { beforeEach, describe, expect, test } from 'vitest'
import type { ApiRequest } from '#sandbox/gateway/api-request.ts'
import type { Directory } from '#sandbox/sts/directory.ts'
import { createFederation, federatedCalls } from '#sandbox/sts/federation.ts'
import { createSessions } from '#sandbox/sts/sessions.ts'

const start = new Date('2026-11-21T00:00:00Z')
let now = start
beforeEach(() => {
  now = start
})
const clock = { now: () => now, sleep: async () => undefined }
const federation = createFederation(clock)
const sessions = createSessions(clock)
const order = {
  issuer: 'https://gitlab.example/ci',
  audience: 'sts.amazonaws.com',
  subject: 'project_path:acme/images:ref:main',
  lasts: 300,
}
const provider = 'arn:aws:iam::123456789012:oidc-provider/gitlab.example/ci'
const roleArn = 'arn:aws:iam::123456789012:role/ci'
const forMain = {
  StringEquals: { 'gitlab.example/ci:aud': 'sts.amazonaws.com' },
  StringLike: { 'gitlab.example/ci:sub': 'project_path:acme/images:*' },
}

function directoryWith(statements: readonly object[]): Directory {
  const trust = JSON.stringify({ Version: '2012-10-17', Statement: statements })
  const role = { name: 'ci', arn: roleArn, id: 'AROA', trust, maxSessionSeconds: 7200 }
  return {
    users: [],
    roles: [{ ...role, policies: [], boundary: null }],
    policies: {},
    profiles: [],
    oidcProviders: [{ arn: provider, url: 'gitlab.example/ci', clientIds: ['sts.amazonaws.com'] }],
    buckets: {},
    foreignBuckets: [],
    mfaSeeds: {},
  }
}

const statement = (more: object = {}) => ({
  Effect: 'Allow',
  Principal: { Federated: provider },
  Action: 'sts:AssumeRoleWithWebIdentity',
  Condition: forMain,
  ...more,
})

/** The body of STS's answer. */
function assume(
  WebIdentityToken: string,
  { parameters = {}, trust = [statement()] }: { parameters?: object; trust?: readonly object[] } = {},
): string {
  const api = {
    service: 'sts',
    action: 'AssumeRoleWithWebIdentity',
    region: 'us-east-1',
    protocol: 'query',
    accessKeyId: undefined,
    parameters: { RoleArn: roleArn, RoleSessionName: 'job', WebIdentityToken, ...parameters },
  } satisfies ApiRequest
  const raw = { method: 'POST', url: '/', headers: {}, body: Buffer.alloc(0) }
  const world = { accountId: '123456789012', directory: directoryWith(trust), now, source: '10.0.0.1' }
  const answer = federatedCalls['sts:AssumeRoleWithWebIdentity']?.(
    { raw, api, source: '10.0.0.1' },
    { ...federation, sessions, world: { ...world, tagsOf: async () => ({}) } },
  )
  return String(answer?.body)
}

const tokenWith = (replaced: Partial<typeof order> = {}) => federation.tokens.issue({ ...order, ...replaced })

test('a token of a trusted subject returns a session of the role', () => {
  const answer = assume(tokenWith())
  expect(answer).toContain('<Arn>arn:aws:sts::123456789012:assumed-role/ci/job</Arn>')
  expect(answer).toContain(`<SubjectFromWebIdentityToken>${order.subject}</SubjectFromWebIdentityToken>`)
  const [, key = ''] = /<AccessKeyId>(\w+)</.exec(answer) ?? []
  expect(sessions.find(key)?.caller.identity).toEqual({ kind: 'role', name: 'ci' })
})

describe('refused', () => {
  test('when the token has expired', () => {
    const token = tokenWith()
    now = new Date(start.getTime() + 300_000)
    expect(assume(token)).toContain('<Code>ExpiredTokenException</Code>')
  })

  test.each([
    [
      'of an unknown issuer',
      () => tokenWith({ issuer: 'https://other.example' }),
      'No OpenIDConnect provider',
    ],
    ['for another audience', () => tokenWith({ audience: 'vault' }), 'Incorrect token audience'],
    ['signed by another', () => createFederation(clock).tokens.issue(order), 'verification key'],
    ['whose claims were changed', () => forged(tokenWith()), 'verification key'],
    ['without a signature', () => tokenWith().replace(/[^.]*$/, ''), 'verification key'],
    ['that is none', () => 'garbage', 'not a valid JWT'],
  ])('a token %s', (_, token, said) => {
    const answer = assume(token())
    expect(answer).toContain('<Code>InvalidIdentityToken</Code>')
    expect(answer).toContain(said)
  })

  test.each([
    ['another subject', tokenWith({ subject: 'project_path:evil/images:ref:main' }), {}],
    ['a role that is not there', tokenWith(), { parameters: { RoleArn: `${roleArn}2` } }],
    [
      'a role that trusts another issuer',
      tokenWith(),
      { trust: [statement({ Principal: { Federated: 'x' } })] },
    ],
    [
      'a role that trusts for AssumeRole only',
      tokenWith(),
      { trust: [statement({ Action: 'sts:AssumeRole' })] },
    ],
    ['a denied one', tokenWith(), { trust: [statement(), statement({ Effect: 'Deny' })] }],
  ])('%s', (_, token, more) => {
    expect(assume(token, more)).toContain('<Code>AccessDenied</Code>')
  })

  test('with the reason if a condition has a claim that the sandbox does not know', () => {
    const trust = [statement({ Condition: { StringEquals: { 'gitlab.example/ci:namespace': 'acme' } } })]
    expect(assume(tokenWith(), { trust })).toContain(
      'does not know the condition key gitlab.example/ci:namespace',
    )
  })

  test("when the duration exceeds the role's maximum", () => {
    expect(assume(tokenWith(), { parameters: { DurationSeconds: '7201' } })).toContain('MaxSessionDuration')
  })
})

test('a session policy limits the session', () => {
  const Policy = JSON.stringify({ Statement: [{ Effect: 'Allow', Action: 'ec2:Describe*', Resource: '*' }] })
  const [, key = ''] = /<AccessKeyId>(\w+)</.exec(assume(tokenWith(), { parameters: { Policy } })) ?? []
  expect(sessions.find(key)?.caller.session?.policies).toMatchObject([
    { Statement: [{ Action: ['ec2:Describe*'] }] },
  ])
})

/** The same signature under other claims. */
function forged(token: string): string {
  const [header, payload = '', signature] = token.split('.')
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString())
  const changed = Buffer.from(JSON.stringify({ ...claims, sub: 'project_path:acme/images:ref:x' }))
  return [header, changed.toString('base64url'), signature].join('.')
}
