import { ToolError } from '../errors/tool-error.ts'
import { permissionsOf, type Use } from './permissions.ts'
import { bakeStatements, deployStatements, type Statement } from './statements.ts'

/** Maximum length of a session policy, in characters (docs/instance-facts.md, "Credentials"). */
const longest = 2048

/** Without these a command checks or reports less, but does its work. */
const optional: ReadonlySet<Statement> = new Set([
  bakeStatements.Diagnose,
  bakeStatements.State,
  deployStatements.OwnKey,
  deployStatements.Adopt,
  deployStatements.Services,
  deployStatements.State,
])

/**
 * The session policies of a use that are short enough, as JSON without spaces, the most permissive first. A session
 * policy can only remove permissions: resources and conditions of the role's own policy still apply. When a policy is
 * too large, the last statements are dropped first; nothing is ever added.
 *
 * @throws ToolError SESSION_POLICY_TOO_LARGE if a statement that is not optional would be dropped for the length
 */
export function sessionPolicies(use: Use): readonly string[] {
  const statements = permissionsOf(use)
  const policies = statements.map((_, dropped) => toPolicy(statements.slice(0, statements.length - dropped)))
  const fitting = policies.filter(({ length }) => length <= longest)
  const lost = statements.slice(fitting.length)
  if (lost.some(statement => !optional.has(statement))) throw tooLong(use, policies[0]?.length ?? 0)
  return fitting
}

function toPolicy(statements: readonly Statement[]): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: statements.map(statement => ({ Effect: 'Allow', ...statement })),
  })
}

/** Only these names have no fixed length. */
function tooLong({ purpose }: Use, length: number): ToolError {
  return new ToolError(
    'SESSION_POLICY_TOO_LARGE',
    `the session policy for "${purpose}" has ${length} characters, but AWS allows ${longest}`,
    {
      why: 'It contains the ARN of the role of the stack and the name of the artifact bucket.',
      hint: 'Give the role of the stack a shorter path or name, or use a bucket with a shorter name.',
    },
  )
}
