import type * as fs from 'node:fs/promises'

/** The current time, and waiting. Passed in so that tests control time. */
export interface Clock {
  now(): Date
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>
}

/** `bytes` random bytes as lowercase hexadecimal. */
export interface Random {
  hex(bytes: number): string
}

export type FileSystem = Pick<
  typeof fs,
  | 'readFile'
  | 'writeFile'
  | 'mkdir'
  | 'stat'
  | 'lstat'
  | 'realpath'
  | 'readdir'
  | 'rm'
  | 'cp'
  | 'chmod'
  | 'open'
  | 'rename'
  | 'link'
>

/** Identifies a process even if a later one gets the same id. */
export interface ProcessIdentity {
  readonly host: string
  readonly processId: number
  /** Start time in a format of the operating system; unique among processes with the same id. */
  readonly startMark: string
}

/** The processes of this machine. */
export interface Processes {
  self(): Promise<ProcessIdentity>
  readonly host: string
  /** Undefined when there is no such process. */
  startMark(processId: number): Promise<string | undefined>
  /** Ids of the live processes of a process group. */
  membersOf(group: number): Promise<readonly number[]>
  /** Undefined where the operating system does not provide it. */
  workingFolder(processId: number): Promise<string | undefined>
  signalGroup(group: number, signal: 'SIGINT' | 'SIGKILL'): void
}
