import { reasonOption } from '../../channels/reason.ts'
import type { RollbackInvocation } from './rollback-invocation.ts'

export async function run(invocation: RollbackInvocation) {
  reasonOption(invocation.options.reason)
  return invocation.options.channel === undefined
    ? (await import('./roll-back-stack.ts')).rollBackStack(invocation)
    : (await import('./roll-back-channel.ts')).rollBack(invocation, invocation.options.channel)
}
