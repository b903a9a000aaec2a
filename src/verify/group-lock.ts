import { type Locked, whileLocked } from '../state/while-locked.ts'
import type { VerifyContext } from './context.ts'

/**
 * Holds the lock of the group of a VPC, which runs one instance at a time. Everything that changes the group or its stack
 * needs it.
 *
 * @throws ToolError STATE_LOCKED, and others of `whileLocked`
 */
export async function whileGroupLocked<Result>(
  vpcId: string,
  runId: string,
  { state, clock, processes, caller }: Pick<VerifyContext, 'state' | 'clock' | 'processes' | 'caller'>,
  work: (locked: Locked) => Promise<Result>,
): Promise<Result> {
  const { name: user } = await caller()
  const since = clock.now().toISOString()
  return whileLocked(
    `verify.${vpcId}`,
    { runId, command: 'verify', user, host: processes.host, since },
    state,
    work,
  )
}
