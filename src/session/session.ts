import type { CredentialProvider, Credentials } from '../aws/credentials.ts'
import type { CallerIdentity, Sts } from '../aws/sts.ts'
import { ToolError } from '../errors/tool-error.ts'
import type { Clock } from '../ports/ports.ts'
import { type MfaCodes, mfaSession } from './mfa-session.ts'
import { assertChainable, type Role, type SessionPlan } from './plan.ts'
import { renewing } from './renewing.ts'
import type { SessionCache } from './session-cache.ts'
import { sessionName } from './session-name.ts'
import { type Purpose, sessionPolicies } from './session-policy.ts'

export interface SessionOptions {
  readonly plan: SessionPlan
  readonly source: CredentialProvider
  readonly sts: (credentials: CredentialProvider) => Promise<Sts>
  readonly codes: MfaCodes
  readonly cache: SessionCache
  readonly clock: Clock
  /** What the last role's session is limited to; null: all that the role may do. */
  readonly purpose: Purpose | null
  /** Empty: any. */
  readonly allowedAccounts: readonly string[]
}

/** Who the work is done as, for as long as it takes. */
export interface Session {
  /** Always good for a while: renewed before it ends, shared by all who ask. */
  readonly credentials: CredentialProvider
  /**
   * Who it is; asked once.
   *
   * @throws ToolError ACCOUNT_NOT_ALLOWED
   */
  caller(): Promise<CallerIdentity>
  /**
   * For another process, which asks again only when it has none left or AWS refused the last: it then gets new ones,
   * where a role is there to get them from.
   */
  readonly lend: CredentialProvider
  /** The role assumed last; null when none is. */
  readonly role: string | null
  /** The MFA device that was shown, and until when no further code is needed; null when none was. */
  mfa(): Promise<ShownDevice | null>
}

export interface ShownDevice {
  readonly serial: string
  readonly until: Date | null
}

/** Puts the plan into effect when credentials are first asked for; nothing is asked of AWS before. */
export function openSession(options: SessionOptions): Session {
  const { plan, source, sts, clock, purpose, allowedAccounts } = options
  const shown = plan.mfaSerial === null ? source : mfaSession({ ...options, source, serial: plan.mfaSerial })
  const who = once(async () => (await sts(shown)).caller())
  const last = plan.roles.length - 1
  const credentials = plan.roles.reduce<CredentialProvider>((below, role, index) => {
    const limit = index === last ? purpose : null
    return renewing(
      () => retryRenewed(below, from => assume(role, from, { sts, who, purpose: limit })),
      clock,
    )
  }, shown)
  return {
    credentials,
    caller: once(() =>
      retryRenewed(credentials, async from =>
        assertAllowed(await (await sts(from)).caller(), allowedAccounts),
      ),
    ),
    lend: plan.roles.length === 0 ? credentials : lending(credentials),
    role: plan.roles.at(-1)?.arn ?? null,
    async mfa() {
      const { mfaSerial: serial } = plan
      return serial === null ? null : { serial, until: (await shown()).expiration ?? null }
    },
  }
}

function lending(credentials: CredentialProvider): CredentialProvider {
  let lent: string | undefined
  return async () => {
    const held = await credentials()
    const given = held.accessKeyId === lent ? await credentials({ forceRefresh: true }) : held
    lent = given.accessKeyId
    return given
  }
}

async function assume(
  role: Role,
  source: CredentialProvider,
  { sts, who, purpose }: Pick<SessionOptions, 'sts' | 'purpose'> & { who: () => Promise<CallerIdentity> },
): Promise<Credentials> {
  const caller = await who()
  if (isRoleSession(caller)) assertChainable(role)
  const client = await sts(source)
  const request = { ...role, sessionName: role.sessionName ?? sessionName(purpose, caller.name) }
  for (const policy of purpose === null ? [null] : sessionPolicies(purpose)) {
    const credentials = await client.assumeRole({ ...request, policy })
    if (credentials !== undefined) return credentials
  }
  throw policyTooLarge(role)
}

/** A session may have been ended before its time, one kept from an earlier command above all: one more try. */
async function retryRenewed<Result>(
  source: CredentialProvider,
  use: (source: CredentialProvider) => Promise<Result>,
): Promise<Result> {
  const given = await source()
  try {
    return await use(async () => given)
  } catch (error) {
    if (!isEnded(error)) throw error
    const renewed = await source({ forceRefresh: true })
    if (renewed.accessKeyId === given.accessKeyId) throw error
    return use(async () => renewed)
  }
}

function isEnded(error: unknown): boolean {
  return (
    error instanceof ToolError &&
    (error.code === 'CREDENTIALS_EXPIRED' || error.code === 'CREDENTIALS_REFUSED')
  )
}

function isRoleSession({ arn }: CallerIdentity): boolean {
  return arn.includes(':assumed-role/')
}

function assertAllowed(caller: CallerIdentity, allowedAccounts: readonly string[]): CallerIdentity {
  if (allowedAccounts.length === 0 || allowedAccounts.includes(caller.accountId)) return caller
  throw new ToolError(
    'ACCOUNT_NOT_ALLOWED',
    `this is account ${caller.accountId} (${caller.arn}); session.allowedAccounts has ${allowedAccounts.join(', ')}`,
    {
      why: 'The configuration says in which accounts this project may be worked on. Nothing was started.',
      hint: 'Choose another --profile, or add the account to session.allowedAccounts in packer-ecs.yaml.',
    },
  )
}

function policyTooLarge({ arn }: Role): ToolError {
  return new ToolError('SESSION_POLICY_TOO_LARGE', `STS packs no session policy of ours for ${arn}`, {
    why: 'Session tags and managed policies share the room of the session policy.',
    hint: 'Pass fewer session tags with the identity that assumes the role.',
  })
}

/** The answer of the first call for all; a failed one is asked again. */
function once<Result>(ask: () => Promise<Result>): () => Promise<Result> {
  let answer: Promise<Result> | undefined
  return () => {
    answer ??= ask().catch(error => {
      answer = undefined
      throw error
    })
    return answer
  }
}
