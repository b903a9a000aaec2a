import type { Expected, S3, StoredObject } from '../aws/s3.ts'
import { ToolError } from '../errors/tool-error.ts'
import type { Clock, Random } from '../ports/ports.ts'
import { type StatePlace, stateBucketName } from './bucket.ts'

/** The objects of one state bucket. Only a bucket of the account is read or written. */
export interface StateStore {
  /** Undefined if there is no such object. */
  get(key: string, mostBytes: number): Promise<StoredObject | undefined>
  /** The ETag of what was written; undefined as in `S3.putIf`. */
  putIf(key: string, text: string, expected: Expected): Promise<string | undefined>
}

/** What code that writes to the state needs. */
export interface StateContext {
  readonly store: StateStore
  readonly clock: Clock
  readonly random: Random
}

export function stateStore(s3: Pick<S3, 'get' | 'putIf'>, place: StatePlace): StateStore {
  const address = { bucket: stateBucketName(place), owner: place.accountId }
  return {
    get: (key, mostBytes) => s3.get({ ...address, key }, mostBytes),
    putIf: (key, text, expected) => s3.putIf({ ...address, key, text }, expected),
  }
}

/** How often a write is attempted while other processes write the same object. */
const mostAttempts = 8

/**
 * Waits after a refused write: longer each time, and differently in each process.
 *
 * @param attempt from 1
 * @throws ToolError STATE_CONTENDED after the last attempt
 */
export async function pause(attempt: number, key: string, { clock, random }: StateContext): Promise<void> {
  if (attempt === mostAttempts) {
    throw new ToolError('STATE_CONTENDED', `other processes keep changing ${key} in the state bucket`, {
      why: `The write was attempted ${mostAttempts} times. Nothing was overwritten.`,
      hint: 'Run the command again when the other commands have ended.',
    })
  }
  const share = Number.parseInt(random.hex(2), 16) / 0xffff
  await clock.sleep((0.5 + share) * 50 * 2 ** attempt)
}
