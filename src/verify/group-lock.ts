import { lockOwner } from '../state/lock.ts'
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
    lockName(vpcId),
    { runId, command: 'verify', user, host: processes.host, since },
    state,
    work,
  )
}

/**
 * For undoing a run that has ended. If its process was killed, its lock has not expired yet: it then protects the undo as
 * well, because no other run can have changed the group.
 *
 * @throws ToolError STATE_LOCKED, and others of `whileLocked`
 */
export async function whileUndoing<Result>(
  vpcId: string,
  runId: string,
  context: Parameters<typeof whileGroupLocked>[2],
  work: () => Promise<Result>,
): Promise<Result> {
  const owner = await lockOwner(lockName(vpcId), context.state)
  return owner?.runId === runId ? work() : whileGroupLocked(vpcId, runId, context, work)
}

function lockName(vpcId: string): string {
  return `verify.${vpcId}`
}
