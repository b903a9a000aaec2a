import { conditionsHold } from './conditions.ts'
import type { Context } from './context.ts'
import { namesAction } from './evaluate.ts'
import type { Policy, Statement } from './policy.ts'

export interface Assumer {
  /** ARN of the user, role, or role session, as in a trust policy. */
  readonly arns: readonly string[]
  readonly accountId: string
  readonly context: Context
}

/** Whether a role's trust policy allows a caller with a token of an identity provider. */
export function trustsFederated(
  policy: Policy,
  { provider, action, context }: { provider: string; action: string; context: Context },
): boolean {
  const about = (effect: Statement['Effect']) =>
    policy.Statement.some(
      statement =>
        statement.Effect === effect &&
        namesAction(statement, action) &&
        (statement.Principal?.Federated ?? []).includes(provider) &&
        conditionsHold(statement.Condition ?? {}, context, policy.Version === '2012-10-17'),
    )
  return about('Allow') && !about('Deny')
}

/** Whether a role's trust policy allows a service of AWS, e.g. `ecs-tasks.amazonaws.com`. */
export function trustsService(policy: Policy, service: string, context: Context): boolean {
  const about = (effect: Statement['Effect']) =>
    policy.Statement.some(
      statement =>
        statement.Effect === effect &&
        namesAction(statement, 'sts:AssumeRole') &&
        (statement.Principal?.Service ?? []).includes(service) &&
        conditionsHold(statement.Condition ?? {}, context, policy.Version === '2012-10-17'),
    )
  return about('Allow') && !about('Deny')
}

/**
 * A role's trust policy for a caller: `named` allows the caller; `account` also requires that the caller's own policies
 * allow sts:AssumeRole; `denied` refuses the caller in any case.
 */
export function trustIn(policy: Policy, assumer: Assumer): 'named' | 'account' | 'denied' | 'none' {
  const about = (effect: Statement['Effect'], principals: ReadonlySet<string>) =>
    policy.Statement.some(
      statement =>
        statement.Effect === effect &&
        namesAction(statement, 'sts:AssumeRole') &&
        (statement.Principal?.AWS ?? []).some(one => principals.has(one)) &&
        conditionsHold(statement.Condition ?? {}, assumer.context, policy.Version === '2012-10-17'),
    )
  const account = new Set([assumer.accountId, `arn:aws:iam::${assumer.accountId}:root`])
  const themselves = new Set(['*', ...assumer.arns])
  if (about('Deny', themselves) || about('Deny', account)) return 'denied'
  if (about('Allow', themselves)) return 'named'
  return about('Allow', account) ? 'account' : 'none'
}
