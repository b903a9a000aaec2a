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
  'readFile' | 'writeFile' | 'mkdir' | 'stat' | 'readdir' | 'rm' | 'cp' | 'chmod' | 'open' | 'rename' | 'link'
>

/** A process that cannot be mistaken for a later one with the same id. */
export interface ProcessIdentity {
  readonly host: string
  readonly processId: number
  /** When it started, in the operating system's words; differs for every process that gets the same id. */
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
  /** Undefined where the operating system does not tell. */
  workingFolder(processId: number): Promise<string | undefined>
  signalGroup(group: number, signal: 'SIGINT' | 'SIGKILL'): void
}
