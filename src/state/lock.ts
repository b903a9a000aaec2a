import type { Expected } from '../aws/s3.ts'
import { ToolError } from '../errors/tool-error.ts'
import { type DocumentKind, keyOf, readDocument, textOf } from './document.ts'
import {
  type LockDocument,
  type LockOwner,
  leaseSeconds,
  lockSchema,
  takeoverSeconds,
} from './lock-document.ts'
import { pause, type StateContext } from './store.ts'

/** A lock that all machines see. It expires unless its owner renews it. */
export interface StateLock {
  /** Whether no other process can hold the lock now. Check before each step that the lock protects. */
  isHeld(): boolean
  /**
   * Extends the lock, also after it expired if no other process has taken it over.
   *
   * @throws ToolError STATE_LOCK_LOST
   */
  renew(): Promise<void>
  /** Changes nothing if another process has taken the lock over. */
  release(): Promise<void>
}

/** Key: `locks/NAME.json`. */
const locks: DocumentKind<LockDocument> = {
  folder: 'locks',
  schemaVersion: 1,
  schema: lockSchema,
  id: /^[A-Za-z0-9_-]{1,40}(\.[A-Za-z0-9_-]{1,40}){0,2}$/,
  mostBytes: 10_000,
}

/**
 * Takes a lock that is free, or whose owner let it expire. The object is never deleted, each write has a condition, and
 * no two writes have the same content, so S3 lets one of several processes have it.
 *
 * Expiry is decided by the clock of S3 alone: when the object was written, and when it was read. The owner counts the
 * same time from before its write. A wrong clock on a machine therefore makes no difference.
 *
 * @param name up to three names, separated by dots, e.g. `PROJECT.IMAGE`
 * @throws ToolError STATE_LOCKED, STATE_CONTENDED, STATE_DOCUMENT_INVALID, STATE_DOCUMENT_NEWER
 */
export async function takeLock(name: string, owner: LockOwner, context: StateContext): Promise<StateLock> {
  const { store, clock, random } = context
  const key = keyOf(locks, name)
  const token = random.hex(16)

  /** Undefined: not written, as far as S3 said. */
  async function write(released: boolean, expected: Expected): Promise<Written | undefined> {
    const sentAt = clock.now().getTime()
    // Without the nonce, two writes of the owner could have the same ETag, and a condition would hold wrongly.
    const document: LockDocument = {
      schemaVersion: 1,
      token,
      nonce: random.hex(8),
      released,
      leaseSeconds,
      owner,
    }
    const etag = await store.putIf(key, textOf(locks, key, document), expected)
    return etag === undefined ? undefined : { etag, sentAt }
  }

  /** Writes while the stored lock is that of this process; undefined if it is not. */
  async function rewrite(released: boolean, etag: string): Promise<Written | undefined> {
    let expected = etag
    for (let attempt = 1; ; attempt += 1) {
      const written = await write(released, { etag: expected })
      if (written !== undefined) return written
      const found = await readDocument(locks, name, store)
      if (found?.content.token !== token || found.content.released) return undefined
      // The response to an earlier write was lost. Only this process writes this token.
      expected = found.stored.etag
      await pause(attempt, key, context)
    }
  }

  return held(await take(), rewrite, context, () => lost(name))

  async function take(): Promise<Written> {
    for (let attempt = 1; ; attempt += 1) {
      const found = await readDocument(locks, name, store)
      // The response to an earlier attempt was lost: the lock is taken, and needs a known time.
      const isMine = found?.content.token === token
      if (found !== undefined && !isMine && !isFree(found.content, found.stored))
        throw locked(name, found.content)
      const written = await write(false, found === undefined ? 'absent' : { etag: found.stored.etag })
      if (written !== undefined) return written
      await pause(attempt, key, context)
    }
  }
}

/** Who holds the lock, or let it expire; undefined if it is free. */
export async function lockOwner(
  name: string,
  { store }: Pick<StateContext, 'store'>,
): Promise<LockOwner | undefined> {
  const { released = true, owner } = (await readDocument(locks, name, store))?.content ?? {}
  return released ? undefined : owner
}

interface Written {
  readonly etag: string
  /** Milliseconds of the clock of this machine. */
  readonly sentAt: number
}

function held(
  first: Written,
  rewrite: (released: boolean, etag: string) => Promise<Written | undefined>,
  { clock }: StateContext,
  lostError: () => ToolError,
): StateLock {
  let current: Written | undefined = first
  let last: Promise<unknown> = Promise.resolve()
  /** One write at a time: a renewal that ends after the release would hold the lock again. */
  function inTurn<Result>(write: () => Promise<Result>): Promise<Result> {
    const result = last.then(write)
    last = result.catch(() => undefined)
    return result
  }
  return {
    isHeld() {
      if (current === undefined) return false
      const age = clock.now().getTime() - current.sentAt
      // Below zero, the clock was set back: how old the lock is is not known.
      return age >= 0 && age < leaseSeconds * 1000
    },

    renew: () =>
      inTurn(async () => {
        if (current !== undefined) current = await rewrite(false, current.etag)
        if (current === undefined) throw lostError()
      }),

    release: () =>
      inTurn(async () => {
        if (current === undefined) return
        const { etag } = current
        current = undefined
        await rewrite(true, etag)
      }),
  }
}

function isFree({ released, leaseSeconds }: LockDocument, times: { writtenAt: Date; readAt: Date }): boolean {
  const age = times.readAt.getTime() - times.writtenAt.getTime()
  return released || age >= (leaseSeconds + takeoverSeconds) * 1000
}

function locked(name: string, { owner, leaseSeconds }: LockDocument): ToolError {
  return new ToolError(
    'STATE_LOCKED',
    `another command holds the lock ${name}: ${owner.command} (run ${owner.runId}) by ${owner.user} on ${owner.host} since ${owner.since}`,
    {
      why: 'Two such commands at the same time could overwrite the results of each other.',
      hint: `Wait until that command ends. If it was interrupted, the lock is free ${leaseSeconds + takeoverSeconds} seconds after its last renewal.`,
    },
  )
}

function lost(name: string): ToolError {
  return new ToolError('STATE_LOCK_LOST', `the lock ${name} expired, and another command has taken it over`, {
    why: 'This machine was suspended, or could not reach S3 for too long. The command stopped, so that it does not interfere with the other one.',
    hint: 'Wait until the other command ends, then run this command again. It continues where this one stopped.',
  })
}
