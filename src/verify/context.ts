import type { Clients } from '../aws/clients.ts'
import type { RunContext } from '../runs/context.ts'
import type { StateContext } from '../state/store.ts'

/** What a verification receives; built in connect, replaced in tests. */
export interface VerifyContext extends RunContext {
  readonly clients: Pick<Clients, 'ec2' | 'autoScaling' | 'ecs' | 'logs' | 'kms'>
  /** Of the account and region. */
  readonly state: StateContext
  /** Aborted by the first Ctrl-C. */
  readonly interrupted: AbortSignal
  /** Aborted by the second. */
  readonly killed: AbortSignal
}
