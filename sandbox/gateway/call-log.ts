import { appendFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** One API call, as `sandbox calls --json` shows it. */
export interface Call {
  /** ISO 8601, when the call arrived. */
  readonly time: string
  readonly service: string
  readonly action: string
  readonly region: string
  /** Secrets are replaced. */
  readonly parameters: Readonly<Record<string, unknown>>
  readonly accessKeyId: string | null
  /** Address of who called: the host's or a machine's. */
  readonly source: string
  /** HTTP status; null when a fault dropped the connection. */
  readonly status: number | null
  readonly errorCode: string | null
  readonly durationMilliseconds: number
}

export function callLogFile(stateFolder: string): string {
  return join(stateFolder, 'calls.ndjson')
}

/** Appends one line for each call, in the order in which they end. */
export function createCallLog(stateFolder: string): (call: Call) => void {
  const file = callLogFile(stateFolder)
  let written: Promise<void> = Promise.resolve()
  return call => {
    written = written.then(() => appendFile(file, `${JSON.stringify(call)}\n`))
  }
}

/** Every call recorded in the state folder, first to last; none when there is no record yet. */
export async function readCalls(stateFolder: string): Promise<readonly Call[]> {
  const text = await readFile(callLogFile(stateFolder), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
  // The last line may still be in the making.
  const complete = text.slice(0, text.lastIndexOf('\n') + 1)
  return complete
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line) as Call)
}
