import { z } from 'zod'
import { line, runId, time } from './shapes.ts'

/** How long a lock is held after a write. Renew it three times as often. */
export const leaseSeconds = 120

/** Waited after the lease before a takeover: S3 gives whole seconds, and clocks differ in speed. */
export const takeoverSeconds = 15

const owner = z.looseObject({
  runId,
  /** The command that holds the lock, e.g. `promote`. */
  command: z.string().regex(/^[a-z]{1,20}$/),
  /** The AWS identity. */
  user: line,
  host: line,
  since: time,
})

export type LockOwner = z.infer<typeof owner>

export const lockSchema = z.looseObject({
  schemaVersion: z.literal(1),
  /** Differs between takers of the lock. */
  token: z.string().regex(/^[0-9a-f]{32}$/),
  /** Differs between writes. */
  nonce: z.string().regex(/^[0-9a-f]{16}$/),
  released: z.boolean(),
  /** A wrong value cannot block a lock for more than an hour, or free it while its owner works. */
  leaseSeconds: z.int().min(60).max(3600),
  owner,
})

export type LockDocument = z.infer<typeof lockSchema>
