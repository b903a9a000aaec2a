import type { AwsInvocation } from '../invocation.ts'

export interface RollbackOptions {
  readonly channel?: string
  readonly env?: string
  readonly reason?: string
  /** False with --no-reject. */
  readonly reject?: boolean
  readonly dryRun?: true
}

export type RollbackInvocation = AwsInvocation<{ readonly name: string | undefined }, RollbackOptions>
