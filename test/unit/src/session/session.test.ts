import { describe, expect, test } from 'vitest'
import { createSts } from '#src/aws/sts.ts'
import { clock } from '#src/host/system.ts'
import { permissionsOf, type Use } from '#src/session/permissions.ts'
import type { SessionPlan } from '#src/session/plan.ts'
import { openSession } from '#src/session/session.ts'
import { type CannedAnswers, cannedAnswers } from '#test/helpers/canned-answers.ts'

const use: Use = { purpose: 'bake', features: ['copy', 'share', 'sessionManager'], stackRole: null }
const statements = permissionsOf(use).map(statement => ({ Effect: 'Allow', ...statement }))

const role = { arn: 'arn:aws:iam::123456789012:role/images', externalId: null, sessionName: null }
const plan: SessionPlan = {
  source: { kind: 'chain', profile: undefined },
  mfaSerial: null,
  roles: [{ ...role, durationSeconds: 3600 }],
}

const inXml = (action: string, content: string) =>
  `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result>${content}</${action}Result></${action}Response>`
const identity = inXml(
  'GetCallerIdentity',
  '<Arn>arn:aws:iam::123456789012:user/alice</Arn><UserId>A</UserId><Account>123456789012</Account>',
)
const granted = inXml(
  'AssumeRole',
  '<Credentials><AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>',
)
const tooLarge = `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>
  <Code>PackedPolicyTooLarge</Code><Message>Packed size of session tags consumes 130% of allotted space.</Message></Error></ErrorResponse>`

/** An STS that accepts session policies up to this number of characters. */
function stsWithRoom(room: number): CannedAnswers {
  return cannedAnswers(body => {
    const asked = new URLSearchParams(body)
    if (asked.get('Action') === 'GetCallerIdentity') return { status: 200, body: identity }
    const fits = (asked.get('Policy') ?? '').length <= room
    return fits ? { status: 200, body: granted } : { status: 400, body: tooLarge }
  })
}

function open(options: CannedAnswers) {
  return openSession({
    plan,
    source: { kind: 'credentials', provider: options.credentials },
    sts: async credentials => createSts({ ...options, credentials }),
    codes: { attempts: 1, read: () => Promise.reject(new Error('no code is needed')) },
    cache: { read: async () => undefined, write: async () => undefined, clear: async () => 0 },
    clock,
    use,
    allowedAccounts: [],
  })
}

/** The statements of each session policy that was tried, in order. */
function triedBy({ requests }: CannedAnswers): object[][] {
  return requests.flatMap(body => {
    const policy = new URLSearchParams(body).get('Policy')
    return policy === null ? [] : [JSON.parse(policy).Statement]
  })
}

describe('a session policy that STS finds too large after packing it', () => {
  test('is shortened statement by statement, from the last one, until it fits', async () => {
    const sts = stsWithRoom(1000)
    await expect(open(sts).credentials()).resolves.toMatchObject({ accessKeyId: 'ASIA' })
    const tried = triedBy(sts)
    expect(tried.length).toBeGreaterThan(1)
    for (const [index, kept] of tried.entries())
      expect(kept).toEqual(statements.slice(0, statements.length - index))
  })

  test('is an error when even the minimum of a bake is too large; no other policy is tried', async () => {
    const sts = stsWithRoom(10)
    await expect(open(sts).credentials()).rejects.toMatchObject({ code: 'SESSION_POLICY_TOO_LARGE' })
    const tried = triedBy(sts)
    expect(tried.at(-1)).toEqual(statements.slice(0, 1))
    expect(JSON.stringify(tried)).not.toContain('ec2:*"]')
  })
})

test('who borrows credentials gets new ones each time: it asks again only when they no longer work', async () => {
  const sts = stsWithRoom(2048)
  const { lend } = open(sts)
  const roles = () => sts.requests.filter(body => body.includes('Action=AssumeRole')).length
  for (const expected of [1, 2, 3]) {
    await lend()
    expect(roles()).toBe(expected)
  }
})
