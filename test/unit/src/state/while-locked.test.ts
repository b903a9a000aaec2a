import { expect, test } from 'vitest'
import { takeLock } from '#src/state/lock.ts'
import { leaseSeconds } from '#src/state/lock-document.ts'
import { type Locked, whileLocked } from '#src/state/while-locked.ts'
import { stateWorld } from '#test/helpers/state-world.ts'

const owner = {
  runId: '20261121-000000-c3d4',
  command: 'promote',
  user: 'me',
  host: 'laptop',
  since: '2026-11-21T00:00:00.000Z',
}
const key = 'locks/shop.web.json'

/** A state whose time passes in steps that a test makes, which end the waits that are over. */
function steppedWorld() {
  const state = stateWorld()
  const waits = new Set<{ readonly until: number; readonly end: () => void }>()
  const machine = state.machine()
  const context = {
    ...machine,
    clock: {
      now: () => new Date(state.world.now),
      sleep: (milliseconds: number, signal?: AbortSignal) =>
        new Promise<void>(end => {
          waits.add({ until: state.world.now + milliseconds, end })
          signal?.addEventListener('abort', () => end())
        }),
    },
  }
  async function pass(seconds: number): Promise<void> {
    state.world.now += seconds * 1000
    for (const wait of waits) {
      if (wait.until > state.world.now) continue
      waits.delete(wait)
      wait.end()
    }
    await new Promise(resolve => setImmediate(resolve))
  }
  const run = <Result>(work: (locked: Locked) => Promise<Result>) =>
    whileLocked('shop.web', owner, context, work)
  return { state, pass, run }
}

test('work has the lock, which is free afterwards', async () => {
  const { state, run } = steppedWorld()
  const result = await run(async ({ ensureHeld }) => {
    await ensureHeld()
    await expect(takeLock('shop.web', owner, state.machine())).rejects.toMatchObject({ code: 'STATE_LOCKED' })
    return 'done'
  })
  expect(result).toBe('done')
  await expect(takeLock('shop.web', owner, state.machine())).resolves.toBeDefined()
})

test('the lock is free after work that failed', async () => {
  const { state, run } = steppedWorld()
  await expect(run(() => Promise.reject(new Error('failed')))).rejects.toThrow('failed')
  await expect(takeLock('shop.web', owner, state.machine())).resolves.toBeDefined()
})

test('work that takes longer than the lease keeps the lock', async () => {
  const { state, pass, run } = steppedWorld()
  await run(async ({ signal, ensureHeld }) => {
    for (let third = 0; third < 9; third += 1) await pass(leaseSeconds / 3)
    await ensureHeld()
    expect(signal.aborted).toBe(false)
    await expect(takeLock('shop.web', owner, state.machine())).rejects.toMatchObject({ code: 'STATE_LOCKED' })
  })
})

test('a renewal that fails is repeated while the lock is held', async () => {
  const { state, pass, run } = steppedWorld()
  await run(async ({ signal, ensureHeld }) => {
    state.world.faults = ['lost-before', 'lost-after']
    for (let third = 0; third < 3; third += 1) await pass(leaseSeconds / 3)
    // The pause before the write is repeated.
    await pass(1)
    await ensureHeld()
    expect(signal.aborted).toBe(false)
  })
})

test('work is stopped when the lock cannot be renewed until it expires', async () => {
  const { state, pass, run } = steppedWorld()
  const stopped = run(async ({ signal, ensureHeld }) => {
    state.world.faults = ['lost-before', 'lost-before', 'lost-before', 'lost-before']
    for (let third = 0; third < 3; third += 1) await pass(leaseSeconds / 3)
    expect(signal.aborted).toBe(true)
    await ensureHeld()
  })
  await expect(stopped).rejects.toMatchObject({ code: 'AWS_UNREACHABLE' })
})

test('work on a machine that was suspended stops before its next step, and the other owner keeps the lock', async () => {
  const { state, run } = steppedWorld()
  const stopped = run(async ({ ensureHeld }) => {
    state.world.now += 10 * leaseSeconds * 1000
    await takeLock('shop.web', { ...owner, host: 'ci' }, state.machine())
    await ensureHeld()
  })
  await expect(stopped).rejects.toMatchObject({ code: 'STATE_LOCK_LOST' })
  expect(JSON.parse(state.text(key) ?? '')).toMatchObject({ released: false, owner: { host: 'ci' } })
})

test('a release that fails does not fail the work', async () => {
  const { state, run } = steppedWorld()
  const result = run(async () => {
    state.world.faults = ['lost-before']
    return 'done'
  })
  await expect(result).resolves.toBe('done')
})
