import { describe, expect, test } from 'vitest'
import type { CredentialProvider, Credentials } from '#src/aws/credentials.ts'
import type { Sts } from '#src/aws/sts.ts'
import type { RoleRequest } from '#src/aws/sts-requests.ts'
import { ToolError } from '#src/errors/tool-error.ts'
import type { Role } from '#src/session/plan.ts'
import { openSession, type SessionOptions } from '#src/session/session.ts'

const now = new Date('2026-11-21T12:00:00Z')
const role = (name: string): Role => ({
  arn: `arn:aws:iam::123456789012:role/${name}`,
  externalId: null,
  sessionName: null,
  durationSeconds: 3600,
})

/** The session of a user, who assumes these roles. */
function open(roles: readonly Role[], options: Partial<SessionOptions> = {}, refuseOnce?: Error) {
  const assumed: RoleRequest[] = []
  let refusal = refuseOnce
  let count = 0
  const keys: Credentials = { accessKeyId: 'AKIA', secretAccessKey: 's' }
  const sts = async (credentials: CredentialProvider) =>
    ({
      async caller() {
        const { accessKeyId } = await credentials()
        if (accessKeyId !== 'AKIA' && refusal !== undefined) {
          const error = refusal
          refusal = undefined
          throw error
        }
        const arn = 'arn:aws:iam::123456789012:user/alice'
        return { accountId: '123456789012', arn, name: `alice as ${accessKeyId}`, partition: 'aws' }
      },
      async assumeRole(request: RoleRequest) {
        assumed.push(request)
        count += 1
        return { ...keys, accessKeyId: `ASIA${count}`, expiration: new Date(now.getTime() + 3_600_000) }
      },
    }) as unknown as Sts
  const session = openSession({
    plan: { source: { kind: 'chain', profile: undefined }, mfaSerial: null, roles },
    source: { kind: 'credentials', provider: async () => keys },
    sts,
    codes: { attempts: 1, read: () => Promise.reject(new Error('no code is needed')) },
    cache: { read: async () => undefined, write: async () => undefined, clear: async () => 0 },
    clock: { now: () => now, sleep: async () => undefined },
    use: { purpose: 'images', features: [], stackRole: null },
    allowedAccounts: [],
    ...options,
  })
  return { session, assumed }
}

describe('the caller', () => {
  test('is that of the last role', async () => {
    const { session } = open([role('first'), role('last')])
    await expect(session.caller()).resolves.toMatchObject({ name: 'alice as ASIA2' })
    expect(session.role).toBe(role('last').arn)
  })

  test('in an account that the configuration does not allow is an error', async () => {
    const { session } = open([], { allowedAccounts: ['111122223333'] })
    await expect(session.caller()).rejects.toMatchObject({
      code: 'ACCOUNT_NOT_ALLOWED',
      message: expect.stringContaining('123456789012'),
    })
  })

  test('in one of the allowed accounts is returned', async () => {
    const { session } = open([], { allowedAccounts: ['111122223333', '123456789012'] })
    await expect(session.caller()).resolves.toMatchObject({ accountId: '123456789012' })
  })

  test.each(['CREDENTIALS_EXPIRED', 'CREDENTIALS_REFUSED'])(
    'is asked for once more with a new session after %s',
    async code => {
      const { session } = open([role('r')], {}, new ToolError(code, 'ended', { hint: '' }))
      await expect(session.caller()).resolves.toMatchObject({ name: 'alice as ASIA2' })
    },
  )

  test('is not asked for again after another error, but with the next call', async () => {
    const { session, assumed } = open([role('r')], {}, new ToolError('ACCESS_DENIED', 'no', { hint: '' }))
    await expect(session.caller()).rejects.toMatchObject({ code: 'ACCESS_DENIED' })
    await expect(session.caller()).resolves.toMatchObject({ name: 'alice as ASIA1' })
    expect(assumed).toHaveLength(1)
  })
})

test('only the session of the last role has a session policy', async () => {
  const { session, assumed } = open([role('first'), role('last')])
  await session.credentials()
  expect(assumed.map(({ policy }) => policy)).toEqual([null, expect.stringContaining('ec2:DescribeImages')])
})

test('a session without a limit has no session policy', async () => {
  const { session, assumed } = open([role('only')], { use: null })
  await session.credentials()
  expect(assumed.map(({ policy }) => policy)).toEqual([null])
})

test('another process that asks again gets a new session', async () => {
  const { session } = open([role('r')])
  const lent = [await session.lend(), await session.lend()].map(({ accessKeyId }) => accessKeyId)
  expect(lent).toEqual(['ASIA1', 'ASIA2'])
})

test('without MFA there is no device', async () => {
  await expect(open([]).session.mfa()).resolves.toBeNull()
})
