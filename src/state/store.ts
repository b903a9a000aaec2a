import type { Expected, S3, StoredObject } from '../aws/s3.ts'
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

/** How often a write is repeated while other processes write the same object. */
export const mostAttempts = 8

/** Waits before another attempt: longer each time, and different in each process. */
export async function pause(attempt: number, { clock, random }: StateContext): Promise<void> {
  const share = Number.parseInt(random.hex(2), 16) / 0xffff
  await clock.sleep((0.5 + share) * 100 * 2 ** attempt)
}
