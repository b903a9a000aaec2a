import { conditionsHold } from './conditions.ts'
import type { Context } from './context.ts'
import { namesAction } from './evaluate.ts'
import type { Policy, Statement } from './policy.ts'

export interface Assumer {
  /** ARN of the user, of the role or of the role's session, as a trust policy may name it. */
  readonly arns: readonly string[]
  readonly accountId: string
  readonly context: Context
}

/** Whether a role's trust policy lets in who comes with a token of an identity provider. */
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

/**
 * What a role's trust policy says of somebody: `named` lets them in by themselves, `account` only when their own
 * policies allow sts:AssumeRole too, `denied` keeps them out whatever else is said.
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
