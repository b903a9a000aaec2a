import { isTransient } from '../aws/transient.ts'
import { ToolError } from '../errors/tool-error.ts'
import type { Clock } from '../ports/ports.ts'

export interface Patience {
  /** How long it may go wrong without a break before it is an error. */
  readonly seconds: number
  /** Also when the session has ended: somebody may sign in again meanwhile. */
  readonly outlivesSession: boolean
  readonly clock: Clock
  readonly tell: (text: string) => void
  /** No further try after it. */
  readonly signal?: AbortSignal
}

/** Longest wait between two tries, in seconds: so soon after a disturbance the work goes on. */
const longest = 4

/** Tries again while it is throttled, cut off or faulty on the other side. Only for what may be done twice. */
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

/** Every method of a client, tried patiently. */
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
