import { randomBytes } from 'node:crypto'
import * as fileSystem from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock, FileSystem, Random } from '../ports/ports.ts'

/** The real clock, randomness and files. */
export const clock: Clock = {
  now: () => new Date(),
  sleep: async (milliseconds, signal) => {
    await sleep(milliseconds, undefined, signal === undefined ? {} : { signal }).catch(() => {})
  },
}

export const random: Random = { hex: bytes => randomBytes(bytes).toString('hex') }

export const files: FileSystem = fileSystem
