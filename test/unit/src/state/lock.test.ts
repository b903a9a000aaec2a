import { expect, test } from 'vitest'
import { takeLock } from '#src/state/lock.ts'
import { leaseSeconds, takeoverSeconds } from '#src/state/lock-document.ts'
import { stateWorld } from '#test/helpers/state-world.ts'

const owner = {
  runId: '20261121-000000-c3d4',
  command: 'promote',
  user: 'me',
  host: 'laptop',
  since: '2026-11-21T00:00:00.000Z',
}
const key = 'locks/shop.web.json'
const expiry = (leaseSeconds + takeoverSeconds) * 1000

/** Takes the lock on a machine. */
function taking(from: ReturnType<typeof stateWorld>, wrong = 0) {
  return takeLock('shop.web', owner, from.machine(wrong))
}

test('a lock that is held is refused with its owner', async () => {
  const state = stateWorld()
  await taking(state)
  await expect(taking(state)).rejects.toMatchObject({
    code: 'STATE_LOCKED',
    message:
      'another command holds the lock shop.web: promote (run 20261121-000000-c3d4) by me on laptop since 2026-11-21T00:00:00.000Z',
    hint: expect.stringContaining('135 seconds after its last renewal'),
  })
})

test('two names are two locks', async () => {
  const state = stateWorld()
  await taking(state)
  await expect(takeLock('shop.api', owner, state.machine())).resolves.toBeDefined()
})

test('a released lock can be taken at once', async () => {
  const state = stateWorld()
  const first = await taking(state)
  await first.release()
  expect(first.isHeld()).toBe(false)
  expect((await taking(state)).isHeld()).toBe(true)
})

test('a lock is held for the lease, and for the lease again after a renewal', async () => {
  const state = stateWorld()
  const lock = await taking(state)
  state.world.now += leaseSeconds * 1000 - 1
  expect(lock.isHeld()).toBe(true)
  await lock.renew()
  state.world.now += leaseSeconds * 1000 - 1
  expect(lock.isHeld()).toBe(true)
  state.world.now += 1
  expect(lock.isHeld()).toBe(false)
})

test('the lock of a dead owner is refused until it expires, and then taken over by one of two', async () => {
  const state = stateWorld()
  await taking(state)
  state.world.now += expiry - 1000
  await expect(taking(state)).rejects.toMatchObject({ code: 'STATE_LOCKED' })
  state.world.now += 1000
  const both = await Promise.allSettled([taking(state), taking(state)])
  expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
})

test('an expired owner neither renews nor releases the lock that another process has taken over', async () => {
  const state = stateWorld()
  const expired = await taking(state)
  state.world.now += expiry
  const second = await taking(state)
  const text = state.text(key)
  await expect(expired.renew()).rejects.toMatchObject({ code: 'STATE_LOCK_LOST' })
  await expect(expired.renew()).rejects.toMatchObject({ code: 'STATE_LOCK_LOST' })
  await expired.release()
  expect(state.text(key)).toBe(text)
  expect(second.isHeld()).toBe(true)
})

test('an owner whose lock expired and was not taken over can renew it', async () => {
  const state = stateWorld()
  const lock = await taking(state)
  state.world.now += 10 * expiry
  await lock.renew()
  expect(lock.isHeld()).toBe(true)
})

test('an owner that renews between the read and the write of a takeover keeps the lock', async () => {
  const state = stateWorld()
  const lock = await taking(state)
  state.world.now += expiry
  const { store, ...rest } = state.machine()
  const slow = {
    ...store,
    async get(...request: Parameters<typeof store.get>) {
      const found = await store.get(...request)
      await lock.renew()
      return found
    },
  }
  await expect(takeLock('shop.web', owner, { store: slow, ...rest })).rejects.toMatchObject({
    code: 'STATE_LOCKED',
  })
  expect(lock.isHeld()).toBe(true)
})

test('a wrong clock neither frees a lock nor keeps one', async () => {
  const state = stateWorld()
  const day = 86_400_000
  await taking(state, -day)
  await expect(taking(state, day)).rejects.toMatchObject({ code: 'STATE_LOCKED' })
  state.world.now += expiry
  expect((await taking(state, -day)).isHeld()).toBe(true)
})

test('a lock is not held after the clock was set back, until it is renewed', async () => {
  const state = stateWorld()
  let now = Date.UTC(2026, 10, 21, 12)
  const machine = state.machine()
  const lock = await takeLock('shop.web', owner, {
    ...machine,
    clock: { ...machine.clock, now: () => new Date(now) },
  })
  now -= 3_600_000
  expect(lock.isHeld()).toBe(false)
  await lock.renew()
  expect(lock.isHeld()).toBe(true)
})

test('a lost response to a take, a renewal or a release makes no difference', async () => {
  const state = stateWorld()
  state.world.faults = [undefined, 'repeated']
  const lock = await taking(state)
  expect(lock.isHeld()).toBe(true)
  state.world.faults = ['repeated']
  await lock.renew()
  state.world.faults = ['repeated']
  await lock.release()
  expect((await taking(state)).isHeld()).toBe(true)
})

test('a renewal that fails although S3 has it leaves a lock that can be renewed', async () => {
  const state = stateWorld()
  const lock = await taking(state)
  state.world.faults = ['lost-after']
  await expect(lock.renew()).rejects.toMatchObject({ code: 'AWS_UNREACHABLE' })
  await lock.renew()
  expect(lock.isHeld()).toBe(true)
})

test('a release during a renewal waits for it, and the lock is not held afterwards', async () => {
  const state = stateWorld()
  const lock = await taking(state)
  await Promise.all([lock.renew(), lock.release()])
  expect(lock.isHeld()).toBe(false)
  expect(JSON.parse(state.text(key) ?? '')).toMatchObject({ released: true })
})

test('a conflict is tried again, and reported if it does not end', async () => {
  const state = stateWorld()
  state.world.faults = [undefined, 'conflict']
  const lock = await taking(state)
  await lock.release()
  state.world.faults = Array.from({ length: 20 }, (_, index) => (index % 2 === 1 ? 'conflict' : undefined))
  await expect(taking(state)).rejects.toMatchObject({
    code: 'STATE_CONTENDED',
    message: `other processes keep changing ${key} in the state bucket`,
  })
})

test.each([
  ['nonsense', 'null'],
  ['a lease that never ends', { leaseSeconds: 1e9 }],
  ['a lease without length', { leaseSeconds: 0 }],
  ['control characters in the owner', { owner: { ...owner, host: '\u001b[2J' } }],
])('a lock with %s is refused and not overwritten', async (_, change) => {
  const state = stateWorld()
  await taking(state)
  const text =
    typeof change === 'string' ? change : JSON.stringify({ ...JSON.parse(state.text(key) ?? ''), ...change })
  await state.put(key, text)
  state.world.now += 10 * expiry
  await expect(taking(state)).rejects.toMatchObject({ code: 'STATE_DOCUMENT_INVALID' })
  expect(state.text(key)).toBe(text)
})

test.each(['', 'a/b', '../amis/ami-0123456789abcdef0', 'a.b.c.d', 'x'.repeat(41)])(
  'the name %j cannot be that of a lock',
  async name => {
    await expect(takeLock(name, owner, stateWorld().machine())).rejects.toThrow('cannot be an id in locks/')
  },
)
