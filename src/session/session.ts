import type { CredentialProvider } from '../aws/credentials.ts'
import type { CallerIdentity, Sts } from '../aws/sts.ts'
import { ToolError } from '../errors/tool-error.ts'
import type { Clock } from '../ports/ports.ts'
import { type MfaCodes, mfaSession } from './mfa-session.ts'
import type { Use } from './permissions.ts'
import type { Role, SessionPlan } from './plan.ts'
import { renewing } from './renewing.ts'
import { retryRenewed } from './retry-renewed.ts'
import type { SessionCache } from './session-cache.ts'
import { type Origin, type Proof, takeRole } from './take-role.ts'

export interface SessionOptions {
  readonly plan: SessionPlan
  /** The first credentials, or a token to assume the first role of the plan. */
  readonly source: Proof
  readonly sts: (credentials: CredentialProvider) => Promise<Sts>
  readonly codes: MfaCodes
  readonly cache: SessionCache
  readonly clock: Clock
  /** Limits the session of the last role; null: no limit. */
  readonly use: Use | null
  /** Empty: any. */
  readonly allowedAccounts: readonly string[]
}

/** The AWS identity that a command uses, for as long as it runs. */
export interface Session {
  /** Valid for some time: shared by all callers and renewed before it expires. */
  readonly credentials: CredentialProvider
  /**
   * The caller's identity, requested once.
   *
   * @throws ToolError ACCOUNT_NOT_ALLOWED
   */
  caller(): Promise<CallerIdentity>
  /**
   * For another process, which asks again only when its credentials expired or AWS refused them. It then gets new
   * credentials, unless that needs an MFA code.
   */
  readonly lend: CredentialProvider
  /** The last assumed role; null when there is none. */
  readonly role: string | null
  /** The MFA device, and until when no other code is needed; null without MFA. */
  mfa(): Promise<ShownDevice | null>
}

export interface ShownDevice {
  readonly serial: string
  readonly until: Date | null
}

/** Carries out the plan on the first request for credentials; there are no AWS calls before. */
export function openSession(options: SessionOptions): Session {
  const { plan, source, sts, clock, use, allowedAccounts } = options
  const { mfaSerial: serial } = plan
  const shown =
    source.kind === 'token'
      ? source
      : asProof(
          serial === null
            ? renewing(source.provider, clock)
            : mfaSession({ ...options, source: source.provider, serial }),
        )
  const origin = untilAnswered(() => originOf(shown, sts))
  const last = plan.roles.at(-1)
  const take = (role: Role, proof: Proof) =>
    takeRole(role, proof, { sts, origin, use: role === last ? use : null })
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
    caller: untilAnswered(() =>
      retryRenewed(credentials, async from =>
        assertAllowed(await (await sts(from)).caller(), allowedAccounts),
      ),
    ),
    // Without a role, only a new code renews an MFA session.
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
  throw new Error('a plan with a token has at least one role')
}

async function originOf(proof: Proof, sts: SessionOptions['sts']): Promise<Origin> {
  if (proof.kind === 'token') return { name: (await proof.read()).subject, isRole: true }
  const { arn, name } = await (await sts(proof.provider)).caller()
  // For a role, the session name: IAM Identity Center sets it to the user name.
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
    `account ${caller.accountId} (${caller.arn}) is not in session.allowedAccounts (${allowedAccounts.join(', ')})`,
    {
      why: 'The configuration limits the accounts that this project uses. Nothing was started.',
      hint: 'Pass another --profile, or add the account to session.allowedAccounts in packer-ecs.yaml.',
    },
  )
}

/** All callers get the first answer; a call that failed is repeated by the next caller. */
function untilAnswered<Result>(ask: () => Promise<Result>): () => Promise<Result> {
  let answer: Promise<Result> | undefined
  return () => {
    answer ??= ask().catch(error => {
      answer = undefined
      throw error
    })
    return answer
  }
}
