/** Looks up a policy variable, e.g. `aws:username`; undefined if the call does not have it. */
export type Variables = (name: string) => string | undefined

export interface FitOptions {
  readonly ignoreCase?: boolean
  /** If undefined, `${` has no special meaning. */
  readonly variables?: Variables | undefined
}

const special = /\$\{([^}]*)\}|\*|\?/g
const colonOutsideVariable = /:(?![^{]*\})/

/**
 * Whether a policy's pattern matches the whole text: `*` is any text, `?` is any character, `${name}` is the literal
 * value of a variable. A variable without a value matches nothing.
 */
export function fits(pattern: string, text: string, options: FitOptions = {}): boolean {
  let source = ''
  let end = 0
  for (const match of pattern.matchAll(special)) {
    const [token, name] = match
    const expression = expressionFor(token, name, options.variables)
    if (expression === undefined) return false
    source += literal(pattern.slice(end, match.index)) + expression
    end = match.index + token.length
  }
  source += literal(pattern.slice(end))
  return new RegExp(`^${source}$`, options.ignoreCase ? 'is' : 's').test(text)
}

/** The text with the values of its variables; undefined if one has none. */
export function expand(text: string, variables: Variables | undefined): string | undefined {
  if (variables === undefined) return text
  let complete = true
  const expanded = text.replace(/\$\{([^}]*)\}/g, (_, name: string) => {
    const value = variableValue(name, variables)
    if (value === undefined) complete = false
    return value ?? ''
  })
  return complete ? expanded : undefined
}

/** The pattern with `*` for each variable that has no value. */
export function withUnknown(pattern: string, variables: Variables | undefined): string {
  if (variables === undefined) return pattern
  return pattern.replace(/\$\{([^}]*)\}/g, (token, name: string) =>
    variableValue(name, variables) === undefined ? '*' : token,
  )
}

/** Matches each of an ARN's six parts separately: a `*` does not match across colons. `*` alone matches every ARN. */
export function fitsArn(pattern: string, arn: string, variables?: Variables): boolean {
  if (pattern === '*') return true
  const wanted = arnParts(pattern)
  const parts = arnParts(arn)
  return (
    wanted.length === parts.length && wanted.every((part, at) => fits(part, parts[at] ?? '', { variables }))
  )
}

/** Whether the text has the six parts of an ARN. */
export function isArn(text: string): boolean {
  return arnParts(text).length === 6
}

/** A resource in a policy: `*` stands for each part that is missing at the end of an ARN. */
export function completeArn(pattern: string): string {
  if (pattern === '*') return pattern
  const missing = 6 - pattern.split(colonOutsideVariable).length
  return missing > 0 ? `${pattern}${':*'.repeat(missing)}` : pattern
}

function expressionFor(
  token: string,
  name: string | undefined,
  variables: Variables | undefined,
): string | undefined {
  if (token === '*') return '.*'
  if (token === '?') return '.'
  if (variables === undefined || name === undefined) return literal(token)
  const value = variableValue(name, variables)
  return value === undefined ? undefined : literal(value)
}

/** `${*}`, `${?}`, and `${$}` are the literal characters. */
function variableValue(name: string, variables: Variables): string | undefined {
  return ['*', '?', '$'].includes(name) ? name : variables(name)
}

function arnParts(arn: string): readonly string[] {
  const [partition, service, region, account, owner, ...resource] = arn.split(colonOutsideVariable)
  const parts = [partition, service, region, account, owner].filter(part => part !== undefined)
  return resource.length === 0 ? parts : [...parts, resource.join(':')]
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}
