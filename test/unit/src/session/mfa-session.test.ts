import { expect, test } from 'vitest'
import type { Credentials } from '#src/aws/credentials.ts'
import type { Sts } from '#src/aws/sts.ts'
import { ToolError } from '#src/errors/tool-error.ts'
import { mfaSession } from '#src/session/mfa-session.ts'
import type { SessionOwner } from '#src/session/session-cache.ts'

const now = new Date('2026-11-21T12:00:00Z')
const serial = 'arn:aws:iam::123456789012:mfa/alice'
const wrong = new ToolError('MFA_WRONG', 'wrong', { hint: '' })

/** A session with this many seconds left. */
function session(accessKeyId: string, seconds: number): Credentials {
  const expiration = new Date(now.getTime() + seconds * 1000)
  return { accessKeyId, secretAccessKey: 's', sessionToken: 't', expiration }
}

interface World {
  readonly keys?: Credentials
  readonly cached?: Credentials
  readonly attempts?: number
  /** For each code in turn. */
  readonly answers?: readonly (Credentials | Error)[]
}

function open({ keys, cached, attempts = 3, answers = [session('NEW', 129_600)] }: World = {}) {
  const asked: object[] = []
  const written: [SessionOwner, Credentials][] = []
  const left = [...answers]
  const sts = {
    async mfaSession(request: object) {
      asked.push(request)
      const answer = left.shift()
      if (answer === undefined || answer instanceof Error) throw answer
      return answer
    },
  } as unknown as Sts
  const provider = mfaSession({
    serial,
    source: async () => keys ?? { accessKeyId: 'AKIA', secretAccessKey: 's' },
    sts: async () => sts,
    codes: { attempts, read: async () => '123456' },
    cache: {
      read: async () => cached,
      write: async (owner, credentials) => void written.push([owner, credentials]),
      clear: async () => 0,
    },
    clock: { now: () => now, sleep: async () => undefined },
  })
  return { provider, asked, written }
}

test('one code gives a session of 36 hours, which is cached for these keys and this device', async () => {
  const { provider, asked, written } = open()
  await expect(provider()).resolves.toMatchObject({ accessKeyId: 'NEW' })
  expect(asked).toEqual([{ serial, code: '123456', durationSeconds: 129_600 }])
  expect(written).toEqual([[{ accessKeyId: 'AKIA', serial }, session('NEW', 129_600)]])
})

test.each([
  [3601, 'CACHED'],
  [3600, 'NEW'],
])('a cached session with %i s left is followed by %s', async (seconds, accessKeyId) => {
  const { provider } = open({ cached: session('CACHED', seconds) })
  await expect(provider()).resolves.toMatchObject({ accessKeyId })
})

test('callers at the same time share one code, and later ones the session', async () => {
  const { provider, asked } = open()
  await Promise.all([provider(), provider()])
  await provider()
  expect(asked).toHaveLength(1)
})

test('a session that AWS refused is replaced, not read from the cache', async () => {
  const { provider } = open({ cached: session('CACHED', 36_000) })
  await provider()
  await expect(provider({ forceRefresh: true })).resolves.toMatchObject({ accessKeyId: 'NEW' })
})

test('a held session is used to its end and then renewed', async () => {
  const { provider, asked } = open({ answers: [session('ENDS', 0), session('NEXT', 100)] })
  await expect(provider()).resolves.toMatchObject({ accessKeyId: 'ENDS' })
  await expect(provider()).resolves.toMatchObject({ accessKeyId: 'NEXT' })
  await expect(provider()).resolves.toMatchObject({ accessKeyId: 'NEXT' })
  expect(asked).toHaveLength(2)
})

test('credentials that are already a session are used as they are', async () => {
  const keys = session('ASIA', 100)
  const { provider, asked } = open({ keys })
  await expect(provider()).resolves.toBe(keys)
  expect(asked).toEqual([])
})

test('a wrong code is asked for again, as often as is allowed', async () => {
  const { provider } = open({ answers: [wrong, wrong, session('NEW', 100)] })
  await expect(provider()).resolves.toMatchObject({ accessKeyId: 'NEW' })
  const once = open({ attempts: 1, answers: [wrong, session('NEW', 100)] })
  await expect(once.provider()).rejects.toMatchObject({ code: 'MFA_WRONG' })
  expect(once.asked).toHaveLength(1)
})

test('another error is not tried again', async () => {
  const denied = new ToolError('ACCESS_DENIED', 'no', { hint: '' })
  const { provider, asked } = open({ answers: [denied, session('NEW', 100)] })
  await expect(provider()).rejects.toBe(denied)
  expect(asked).toHaveLength(1)
})
