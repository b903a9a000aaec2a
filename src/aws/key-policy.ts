/** What a key policy says about a principal; `unknown` for what only AWS can evaluate. */
export type KeyPolicyAnswer = 'allowed' | 'denied' | 'silent' | 'unknown'

export interface KeyUse {
  /** ARN of the role. */
  readonly principal: string
  /** ARN of the key. */
  readonly key: string
  readonly actions: readonly string[]
  /** Values of condition keys; keys that are missing here make an answer unknown. */
  readonly context: Readonly<Record<string, string>>
}

/**
 * Evaluates a key policy for a role that has no IAM policy for KMS, such as a service-linked role: a statement for the
 * whole account does not allow it anything. Never guesses: elements and conditions that it does not know are unknown.
 */
export function evaluateKeyPolicy(policy: string, use: KeyUse): KeyPolicyAnswer {
  const statements = statementsOf(policy)
  if (statements === undefined) return 'unknown'
  const answers = use.actions.map(action => answerFor(action, statements, use))
  if (answers.includes('denied')) return 'denied'
  const [first = 'silent', ...others] = new Set(answers)
  // Only AWS knows whether a part of the actions is enough.
  return others.length === 0 ? first : 'unknown'
}

/** Undefined: unknown. */
type Truth = boolean | undefined
type Statement = Readonly<Record<string, unknown>>

function answerFor(action: string, statements: readonly Statement[], use: KeyUse): KeyPolicyAnswer {
  const applying = (effect: string) =>
    statements.filter(({ Effect }) => Effect === effect).map(statement => applies(statement, action, use))
  const denials = applying('Deny')
  const permissions = applying('Allow')
  if (denials.includes(true)) return 'denied'
  if (denials.includes(undefined)) return 'unknown'
  if (permissions.includes(true)) return 'allowed'
  return permissions.includes(undefined) ? 'unknown' : 'silent'
}

function applies(statement: Statement, action: string, use: KeyUse): Truth {
  const { Effect, Principal, Action, NotAction, Resource, Condition } = statement
  if ('NotPrincipal' in statement || 'NotResource' in statement) return undefined
  return all([
    NotAction === undefined ? anyMatches(Action, action) : !anyMatches(NotAction, action),
    anyMatches(Resource, use.key),
    isPrincipal(Principal, use.principal, Effect === 'Deny'),
    ...conditionsOf(Condition).map(condition => holds(condition, use)),
  ])
}

function isPrincipal(principal: unknown, role: string, isDenial: boolean): Truth {
  if (principal === '*') return true
  const arns = textsOf((principal as { AWS?: unknown } | undefined)?.AWS)
  const account = role.split(':')[4] ?? ''
  return any(
    arns.map(arn => {
      if (arn === '*' || arn === role) return true
      if (arn === account || arn.endsWith(`:iam::${account}:root`)) return isDenial
      // A session of the role, perhaps.
      return arn.includes(':assumed-role/') && arn.includes(`:${account}:`) ? undefined : false
    }),
  )
}

interface Condition {
  readonly operator: string
  readonly key: string
  readonly values: readonly string[]
}

function conditionsOf(condition: unknown): Condition[] {
  return Object.entries((condition ?? {}) as Statement).flatMap(([operator, keys]) =>
    Object.entries(keys as Statement).map(([key, values]) => ({ operator, key, values: textsOf(values) })),
  )
}

function holds({ operator, key, values }: Condition, { context }: KeyUse): Truth {
  const compare = operators[operator.replace(/IfExists$/, '')]
  const [, value] = Object.entries(context).find(([name]) => name.toLowerCase() === key.toLowerCase()) ?? []
  if (compare === undefined || value === undefined || values.some(one => one.includes('${'))) return undefined
  return compare(value, values)
}

type Compare = (value: string, values: readonly string[]) => boolean

const equals: Compare = (value, values) => values.includes(value)
const like: Compare = (value, values) => values.some(pattern => matches(pattern, value))
const not =
  (compare: Compare): Compare =>
  (value, values) =>
    !compare(value, values)

const operators: Readonly<Record<string, Compare>> = {
  StringEquals: equals,
  StringNotEquals: not(equals),
  StringLike: like,
  StringNotLike: not(like),
  ArnEquals: like,
  ArnNotEquals: not(like),
  ArnLike: like,
  ArnNotLike: not(like),
  Bool: equals,
}

function anyMatches(patterns: unknown, value: string): boolean {
  return textsOf(patterns).some(pattern => matches(pattern.toLowerCase(), value.toLowerCase()))
}

/** `*` matches anything, `?` one character. */
function matches(pattern: string, value: string): boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${source}$`, 's').test(value)
}

function all(truths: readonly Truth[]): Truth {
  if (truths.includes(false)) return false
  return truths.includes(undefined) ? undefined : true
}

function any(truths: readonly Truth[]): Truth {
  if (truths.includes(true)) return true
  return truths.includes(undefined) ? undefined : false
}

function textsOf(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).flatMap(one =>
    typeof one === 'string' || typeof one === 'boolean' ? String(one) : [],
  )
}

function statementsOf(policy: string): Statement[] | undefined {
  try {
    const { Statement } = JSON.parse(policy) as { Statement?: unknown }
    const list = Array.isArray(Statement) ? Statement : [Statement]
    return list.every(one => typeof one === 'object' && one !== null) ? list : undefined
  } catch {
    return undefined
  }
}
