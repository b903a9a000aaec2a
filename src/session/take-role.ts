import type { CredentialProvider, Credentials } from '../aws/credentials.ts'
import type { Sts } from '../aws/sts.ts'
import type { WebIdentityToken } from '../aws/sts-requests.ts'
import { ToolError } from '../errors/tool-error.ts'
import type { Use } from './permissions.ts'
import { assertChainable, type Role } from './plan.ts'
import { sessionName } from './session-name.ts'
import { sessionPolicies } from './session-policy.ts'

/** What a role is assumed with. */
export type Proof =
  | { readonly kind: 'credentials'; readonly provider: CredentialProvider }
  /** A web identity token; read again for each use. */
  | { readonly kind: 'token'; readonly read: () => Promise<WebIdentityToken> }

/** The identity that assumes the roles. */
export interface Origin {
  /** Part of the session name. */
  readonly name: string
  /** AWS limits the lifetime of a session that a role assumes. */
  readonly isRole: boolean
}

export interface Taking {
  readonly sts: (credentials: CredentialProvider) => Promise<Sts>
  readonly origin: () => Promise<Origin>
  /** Null: the session has all permissions of the role. */
  readonly use: Use | null
}

/** Assumes the role. @throws ToolError CHAINED_ROLE_DURATION, SESSION_POLICY_TOO_LARGE, those of Sts */
export async function takeRole(role: Role, proof: Proof, { sts, origin, use }: Taking): Promise<Credentials> {
  const { name, isRole } = await origin()
  if (isRole && proof.kind === 'credentials') assertChainable(role)
  const request = { ...role, sessionName: role.sessionName ?? sessionName(use?.purpose ?? null, name) }
  const ask = await askerOf(proof, sts)
  for (const policy of use === null ? [null] : sessionPolicies(use)) {
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
  return new ToolError('SESSION_POLICY_TOO_LARGE', `the session policy for ${arn} is too large for STS`, {
    why: 'Session tags and managed policies count toward the size limit of the session policy.',
    hint: 'Use an identity with fewer session tags to assume the role.',
  })
}
