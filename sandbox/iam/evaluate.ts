import { conditionsHold } from './conditions.ts'
import { type Context, variablesOf } from './context.ts'
import { fits, fitsArn, withUnknown } from './pattern.ts'
import type { Policy, Statement } from './policy.ts'

/** One action on one resource. A call can require several. */
export interface AccessRequest {
  /** e.g. `ec2:RunInstances`. */
  readonly action: string
  /** ARN; `*` for an action without resources. */
  readonly resource: string
  readonly context: Context
}

export interface Policies {
  /** Policies of the user and its groups, or of the role. */
  readonly identity: readonly Policy[]
  readonly boundary: Policy | undefined
  /** Session policies; undefined if the session has none, which limits nothing. */
  readonly session: readonly Policy[] | undefined
}

/** Undefined if the request is allowed, otherwise the end of AWS's error message. */
export function refusalOf(request: AccessRequest, policies: Policies): string | undefined {
  const layers = [
    { name: 'identity-based policy', article: 'an', policies: policies.identity },
    { name: 'permissions boundary', article: 'a', policies: policies.boundary && [policies.boundary] },
    { name: 'session policy', article: 'a', policies: policies.session },
  ].flatMap(layer => (layer.policies === undefined ? [] : { ...layer, policies: layer.policies }))
  const denying = layers.find(layer => anyStatement(layer.policies, 'Deny', request))
  if (denying !== undefined) return `with an explicit deny in ${denying.article} ${denying.name}`
  const silent = layers.find(layer => !anyStatement(layer.policies, 'Allow', request))
  return silent && `because no ${silent.name} allows the ${request.action} action`
}

/** Whether a resource's policy allows or denies the request. Pass only the statements that concern its principal. */
export function applies(policy: Policy, effect: Statement['Effect'], request: AccessRequest): boolean {
  return anyStatement([policy], effect, request)
}

/** Whether a statement with that effect applies to the request. */
function anyStatement(
  policies: readonly Policy[],
  effect: Statement['Effect'],
  request: AccessRequest,
): boolean {
  return policies.some(({ Version, Statement }) => {
    const expands = Version === '2012-10-17'
    return Statement.some(
      statement =>
        statement.Effect === effect &&
        namesAction(statement, request.action) &&
        namesResource(statement, request, expands) &&
        conditionsHold(statement.Condition ?? {}, request.context, expands),
    )
  })
}

/** Action names are not case-sensitive. */
export function namesAction({ Action, NotAction }: Statement, action: string): boolean {
  const named = (patterns: readonly string[]) => patterns.some(one => fits(one, action, { ignoreCase: true }))
  return Action === undefined ? !named(NotAction ?? []) : named(Action)
}

function namesResource(
  { Resource, NotResource }: Statement,
  request: AccessRequest,
  expands: boolean,
): boolean {
  const variables = expands ? variablesOf(request.context) : undefined
  const named = (patterns: readonly string[]) =>
    patterns.some(one => fitsArn(one, request.resource, variables))
  if (Resource !== undefined) return named(Resource)
  // A variable without a value could have any: the statement may exclude this resource.
  return !named((NotResource ?? []).map(one => withUnknown(one, variables)))
}
