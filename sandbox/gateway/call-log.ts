import { appendFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Documents } from '../documents.ts'

/** One API call. */
export type Call = Documents['calls'][number]

export function callLogFile(stateFolder: string): string {
  return join(stateFolder, 'calls.ndjson')
}

/** Appends one line for each call, in the order in which calls end. */
export function createCallLog(stateFolder: string): (call: Call) => void {
  const file = callLogFile(stateFolder)
  let written: Promise<void> = Promise.resolve()
  return call => {
    written = written.then(() => appendFile(file, `${JSON.stringify(call)}\n`, { mode: 0o600 }))
  }
}

/** The calls recorded in the state folder, oldest first; none if there is no record yet. */
export async function readCalls(stateFolder: string): Promise<readonly Call[]> {
  const text = await readFile(callLogFile(stateFolder), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
  // The last line may be incomplete.
  const complete = text.slice(0, text.lastIndexOf('\n') + 1)
  return complete
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line) as Call)
}
