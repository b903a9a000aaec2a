import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ToolError } from '#src/errors/tool-error.ts'
import { type StateLock, takeLock } from '#src/state/lock.ts'
import { leaseSeconds } from '#src/state/lock-document.ts'
import { stateStore } from '#src/state/store.ts'
import { fakeS3, type S3Fault } from '#test/helpers/fake-s3.ts'

const place = { accountId: '123456789012', region: 'us-east-1' }
const bucket = 'packer-ecs-state-123456789012-us-east-1-an'
const owner = {
  runId: '20261121-000000-c3d4',
  command: 'promote',
  user: 'me',
  host: 'laptop',
  since: '2026-11-21T00:00:00.000Z',
}

type Step = 'take' | 'renew' | 'release' | 'work'

interface Contender {
  readonly steps: readonly Step[]
  /** How wrong the clock of its machine is, in milliseconds. */
  readonly wrong: number
}

interface Run {
  readonly contenders: readonly Contender[]
  /** Of the requests, in the order in which they are sent. */
  readonly faults: readonly (S3Fault | null)[]
  /** Milliseconds that each part of a request takes. */
  readonly delays: readonly number[]
}

const lease = leaseSeconds * 1000
const day = 86_400_000

const runs: fc.Arbitrary<Run> = fc.record({
  contenders: fc.array(
    fc.record({
      steps: fc.array(fc.constantFrom<Step>('take', 'renew', 'release', 'work'), {
        minLength: 1,
        maxLength: 8,
      }),
      wrong: fc.integer({ min: -day, max: day }),
    }),
    { minLength: 2, maxLength: 3 },
  ),
  faults: fc.array(
    fc.option(fc.constantFrom<S3Fault>('conflict', 'repeated', 'lost-before', 'lost-after'), { freq: 2 }),
    { maxLength: 40 },
  ),
  delays: fc.array(
    fc.oneof(
      { weight: 6, arbitrary: fc.nat(900) },
      { weight: 2, arbitrary: fc.nat(lease) },
      { weight: 1, arbitrary: fc.nat(3 * lease) },
    ),
    { minLength: 1, maxLength: 40 },
  ),
})

test('of contenders in any order, with any answers of S3 and any clocks, at most one holds the lock', async () => {
  const seen = { taken: 0, takenOver: 0, lost: 0 }
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), runs, async (scheduler, run) => {
      const world = contention(scheduler, run, seen)
      await scheduler.waitFor(Promise.all(run.contenders.map(world.contend)))
      world.check()
    }),
    { numRuns: 500 },
  )
  // The runs contain what the property is about.
  expect(seen.taken).toBeGreaterThan(100)
  expect(seen.takenOver).toBeGreaterThan(20)
  expect(seen.lost).toBeGreaterThan(5)
})

/** Contenders for one lock. Time passes while requests travel and while contenders wait. */
function contention(scheduler: fc.Scheduler, { faults, delays }: Run, seen: Record<string, number>) {
  let now = Date.UTC(2026, 10, 21)
  let travels = 0
  let requests = 0
  let numbers = 0
  let before = { text: '', writtenAt: now }
  const locks: StateLock[] = []

  const { client, objects } = fakeS3(place.accountId, [bucket], {
    now: () => now,
    fault: () => faults[requests++] ?? undefined,
    async travel() {
      await turn()
      now += delays[travels++ % delays.length] ?? 0
      check()
    },
  })

  async function turn(): Promise<void> {
    check()
    await scheduler.schedule(Promise.resolve())
    check()
  }

  /** Called at least once between two writes. */
  function check(): void {
    expect(locks.filter(lock => lock.isHeld()).length).toBeLessThanOrEqual(1)
    const text = objects.get(`${bucket}/locks/shop.json`)?.text ?? ''
    if (text === before.text) return
    if (before.text !== '') checkOwner(JSON.parse(before.text), JSON.parse(text))
    before = { text, writtenAt: now }
  }

  /** A lock passes to another owner only when it was released, or has expired. */
  function checkOwner(old: { token: string; released: boolean }, next: { token: string }): void {
    if (next.token === old.token || old.released) return
    expect(now - before.writtenAt).toBeGreaterThanOrEqual(lease)
    count('takenOver')
  }

  function count(what: string): void {
    seen[what] = (seen[what] ?? 0) + 1
  }

  async function contend({ steps, wrong }: Contender): Promise<void> {
    const context = {
      store: stateStore(client, place),
      clock: {
        now: () => new Date(now + wrong),
        async sleep(milliseconds: number) {
          await turn()
          now += milliseconds
        },
      },
      random: { hex: (bytes: number) => (numbers++).toString(16).padStart(bytes * 2, '0') },
    }
    let lock: StateLock | undefined
    for (const step of steps) {
      try {
        if (step === 'work') await turn()
        if (step === 'renew') await lock?.renew()
        if (step === 'release') await lock?.release()
        if (step === 'take') {
          lock = await takeLock('shop', owner, context)
          locks.push(lock)
          count('taken')
        }
      } catch (error) {
        if (!(error instanceof ToolError)) throw error
        expect(['STATE_LOCKED', 'STATE_LOCK_LOST', 'STATE_CONTENDED', 'AWS_UNREACHABLE']).toContain(
          error.code,
        )
        if (error.code === 'STATE_LOCK_LOST') count('lost')
      }
    }
  }

  return { contend, check }
}
