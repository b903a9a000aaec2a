import type { CredentialProvider, Credentials } from '../aws/credentials.ts'
import type { Sts } from '../aws/sts.ts'
import type { WebIdentityToken } from '../aws/sts-requests.ts'
import { ToolError } from '../errors/tool-error.ts'
import { assertChainable, type Role } from './plan.ts'
import { sessionName } from './session-name.ts'
import { type Purpose, sessionPolicies } from './session-policy.ts'

/** What a role is taken with. */
export type Proof =
  | { readonly kind: 'credentials'; readonly provider: CredentialProvider }
  /** Of a web identity; read anew each time. */
  | { readonly kind: 'token'; readonly read: () => Promise<WebIdentityToken> }

/** Who takes the roles. */
export interface Origin {
  /** Part of the session's name. */
  readonly name: string
  /** AWS limits sessions of a role that a role's session takes. */
  readonly isRole: boolean
}

export interface Taking {
  readonly sts: (credentials: CredentialProvider) => Promise<Sts>
  readonly origin: () => Promise<Origin>
  /** Null: the session may do all that the role may. */
  readonly purpose: Purpose | null
}

/** A session of the role. @throws ToolError CHAINED_ROLE_DURATION, SESSION_POLICY_TOO_LARGE, those of Sts */
export async function takeRole(
  role: Role,
  proof: Proof,
  { sts, origin, purpose }: Taking,
): Promise<Credentials> {
  const { name, isRole } = await origin()
  if (isRole && proof.kind === 'credentials') assertChainable(role)
  const request = { ...role, sessionName: role.sessionName ?? sessionName(purpose, name) }
  const ask = await askerOf(proof, sts)
  for (const policy of purpose === null ? [null] : sessionPolicies(purpose)) {
    const credentials = await ask({ ...request, policy })
    if (credentials !== undefined) return credentials
  }
  throw policyTooLarge(role)
}

async function askerOf(proof: Proof, sts: Taking['sts']): Promise<Sts['assumeRole']> {
  if (proof.kind === 'credentials') return (await sts(proof.provider)).assumeRole
  const token = await proof.read()
  const { assumeRoleByToken } = await sts(unsigned)
  return request => assumeRoleByToken(request, token)
}

const unsigned: CredentialProvider = () => Promise.reject(new Error('a call with a token is not signed'))

function policyTooLarge({ arn }: Role): ToolError {
  return new ToolError('SESSION_POLICY_TOO_LARGE', `STS packs no session policy of ours for ${arn}`, {
    why: 'Session tags and managed policies share the room of the session policy.',
    hint: 'Pass fewer session tags with the identity that assumes the role.',
  })
}
