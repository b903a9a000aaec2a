import type { CredentialProvider } from '../aws/credentials.ts'
import type { CallerIdentity, Sts } from '../aws/sts.ts'
import { ToolError } from '../errors/tool-error.ts'
import type { Clock } from '../ports/ports.ts'
import { type MfaCodes, mfaSession } from './mfa-session.ts'
import type { Role, SessionPlan } from './plan.ts'
import { renewing } from './renewing.ts'
import { retryRenewed } from './retry-renewed.ts'
import type { SessionCache } from './session-cache.ts'
import type { Purpose } from './session-policy.ts'
import { type Origin, type Proof, takeRole } from './take-role.ts'

export interface SessionOptions {
  readonly plan: SessionPlan
  /** Credentials to begin with; or a token, with which the first role of the plan is taken. */
  readonly source: Proof
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
   * where that takes no code.
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
  const { mfaSerial: serial } = plan
  const shown =
    source.kind === 'token'
      ? source
      : asProof(
          serial === null
            ? renewing(source.provider, clock)
            : mfaSession({ ...options, source: source.provider, serial }),
        )
  const origin = once(() => originOf(shown, sts))
  const last = plan.roles.at(-1)
  const take = (role: Role, proof: Proof) =>
    takeRole(role, proof, { sts, origin, purpose: role === last ? purpose : null })
  const assumed = plan.roles.reduce<Proof>(
    (below, role) =>
      asProof(
        renewing(
          () =>
            below.kind === 'token'
              ? take(role, below)
              : retryRenewed(below.provider, from => take(role, asProof(from))),
          clock,
        ),
      ),
    shown,
  )
  const credentials = credentialsOf(assumed)
  return {
    credentials,
    caller: once(() =>
      retryRenewed(credentials, async from =>
        assertAllowed(await (await sts(from)).caller(), allowedAccounts),
      ),
    ),
    // Without a role, a session that has shown a device is renewed by a code only.
    lend: last === undefined && serial !== null ? credentials : lending(credentials),
    role: last?.arn ?? null,
    async mfa() {
      return serial === null ? null : { serial, until: (await credentialsOf(shown)()).expiration ?? null }
    },
  }
}

function asProof(provider: CredentialProvider): Proof {
  return { kind: 'credentials', provider }
}

function credentialsOf(proof: Proof): CredentialProvider {
  if (proof.kind === 'credentials') return proof.provider
  throw new Error('a token is for taking a role: no plan has one without')
}

async function originOf(proof: Proof, sts: SessionOptions['sts']): Promise<Origin> {
  if (proof.kind === 'token') return { name: (await proof.read()).subject, isRole: true }
  const { arn, name } = await (await sts(proof.provider)).caller()
  // Of a role's session its own name: IAM Identity Center has the person's there.
  return { name: name.split('/').at(-1) ?? name, isRole: arn.includes(':assumed-role/') }
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
