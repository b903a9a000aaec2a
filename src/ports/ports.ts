import type * as fs from 'node:fs/promises'

/** Milliseconds since the epoch, and waiting; handed in so that tests own time. */
export interface Clock {
  now(): Date
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>
}

/** `bytes` random bytes as lower-case hexadecimal. */
export interface Random {
  hex(bytes: number): string
}

export type FileSystem = Pick<
  typeof fs,
  'readFile' | 'writeFile' | 'mkdir' | 'stat' | 'readdir' | 'rm' | 'cp' | 'chmod' | 'open' | 'rename'
>
