import { permissionsOf, type Use } from './permissions.ts'
import type { Statement } from './statements.ts'

/** Maximum length of a session policy, in characters (docs/instance-facts.md, "Credentials"). */
const longest = 2048

/**
 * The session policies of a use that are short enough, as JSON without spaces, the most permissive first. A session
 * policy can only remove permissions: resources and conditions of the role's own policy still apply. When a policy is
 * too long, the last statements are dropped first; nothing is ever added.
 */
export function sessionPolicies(use: Use): readonly string[] {
  const statements = permissionsOf(use)
  return statements
    .map((_, dropped) => toPolicy(statements.slice(0, statements.length - dropped)))
    .filter(({ length }) => length <= longest)
}

function toPolicy(statements: readonly Statement[]): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: statements.map(statement => ({ Effect: 'Allow', ...statement })),
  })
}
