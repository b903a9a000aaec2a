import { expect, test } from 'vitest'
import type { Credentials } from '#src/aws/credentials.ts'
import { renewing } from '#src/session/renewing.ts'

const hour = 3_600_000

/** Sessions of one hour, numbered; `fail` makes the next renewals fail. */
function sessions(life: number | null = hour) {
  let time = 0
  let count = 0
  const state = { fail: false }
  const clock = { now: () => new Date(time), sleep: async () => {} }
  const credentials = renewing(async (): Promise<Credentials> => {
    await Promise.resolve()
    if (state.fail) throw new Error('STS is away')
    count += 1
    const expiration = life === null ? {} : { expiration: new Date(time + life) }
    return { accessKeyId: `key-${count}`, secretAccessKey: 'secret', ...expiration }
  }, clock)
  return {
    state,
    credentials,
    key: async () => (await credentials()).accessKeyId,
    at: (milliseconds: number) => {
      time = milliseconds
    },
  }
}

test('all callers share one session, even at the same moment', async () => {
  const { key } = sessions()
  expect(await Promise.all([key(), key(), key()])).toEqual(['key-1', 'key-1', 'key-1'])
})

test('it is renewed after half of its lifetime', async () => {
  const { key, at } = sessions()
  await key()
  at(hour / 2 - 1)
  expect(await key()).toBe('key-1')
  at(hour / 2)
  expect(await key()).toBe('key-2')
})

test('keys that do not expire are requested once', async () => {
  const { key, at } = sessions(null)
  await key()
  at(1000 * hour)
  expect(await key()).toBe('key-1')
})

test('a failed renewal is ignored while the session lasts, and is tried again', async () => {
  const { key, at, state } = sessions()
  await key()
  state.fail = true
  at(hour - 1)
  expect(await key()).toBe('key-1')
  state.fail = false
  expect(await key()).toBe('key-2')
})

test('a failed renewal is an error when the session has expired', async () => {
  const { key, at, state } = sessions()
  await key()
  state.fail = true
  at(hour)
  await expect(key()).rejects.toThrow('STS is away')
})

test('a refused session is replaced at once', async () => {
  const { key, credentials } = sessions()
  await key()
  expect((await credentials({ forceRefresh: true })).accessKeyId).toBe('key-2')
  expect(await key()).toBe('key-2')
})
