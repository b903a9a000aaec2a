import { isTransient } from '../aws/transient.ts'
import { ToolError } from '../errors/tool-error.ts'
import type { Clock } from '../ports/ports.ts'

export interface Patience {
  /** How long a call may fail before that is an error. */
  readonly seconds: number
  /** Also repeat when the session has expired: you may sign in again meanwhile. */
  readonly outlivesSession: boolean
  readonly clock: Clock
  readonly tell: (text: string) => void
  /** Aborted: the call is not repeated. */
  readonly signal?: AbortSignal
}

/** The longest pause between two attempts, in seconds. */
const longest = 4

/** Repeats a call while AWS throttles, fails or cannot be reached. Only for calls that may run twice. */
export async function patiently<Result>(call: () => Promise<Result>, patience: Patience): Promise<Result> {
  const { clock, seconds, signal } = patience
  const startedAt = clock.now().getTime()
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call()
    } catch (error) {
      const isOver = clock.now().getTime() - startedAt >= seconds * 1000
      if (!mayPass(error, patience) || isOver || signal?.aborted) throw error
      if (attempt === 2) patience.tell(`${(error as Error).message}; trying again`)
      await clock.sleep(Math.min(longest, 2 ** (attempt - 1)) * 1000, signal)
    }
  }
}

/** A client that repeats every call in that way. */
export function patientClient<Client extends object>(client: Client, patience: Patience): Client {
  const methods = Object.entries(client).map(([name, method]) => [
    name,
    (...given: unknown[]) => patiently(() => method(...given), patience),
  ])
  return Object.fromEntries(methods) as Client
}

function mayPass(error: unknown, { outlivesSession }: Patience): boolean {
  return isTransient(error) || (outlivesSession && error instanceof ToolError && ended.has(error.code))
}

const ended = new Set(['CREDENTIALS_EXPIRED', 'NO_CREDENTIALS'])
