import type { CredentialSource, Profile } from '../aws/profiles.ts'
import { ToolError } from '../errors/tool-error.ts'

/** The steps to a session: credentials, at most one MFA code, then a chain of roles. */
export interface SessionPlan {
  readonly source: CredentialSource | WebIdentitySource
  /** ARN or serial number of the MFA device; null: no MFA. */
  readonly mfaSerial: string | null
  readonly roles: readonly Role[]
}

/** The first role is assumed with a token instead of credentials. */
export interface WebIdentitySource {
  readonly kind: 'webIdentity'
  readonly tokenFile: string
}

export interface Role {
  readonly arn: string
  readonly externalId: string | null
  /** Null: packer-ecs chooses the name. */
  readonly sessionName: string | null
  readonly durationSeconds: number
}

export interface SessionPlanRequest {
  /** Set by --profile or AWS_PROFILE; undefined when neither is set. */
  readonly profile: string | undefined
  readonly profiles: Readonly<Record<string, Profile>>
  /** Access keys are in the environment. Without a named profile they are used, as in the SDK. */
  readonly hasEnvironmentKeys: boolean
  /** AWS_WEB_IDENTITY_TOKEN_FILE and the variables that belong to it, as a profile; null when it is not set. */
  readonly environmentIdentity: WebIdentityProfile | null
  /** `session` of packer-ecs.yaml. */
  readonly role: string | null
  readonly externalId: string | null
  readonly durationSeconds: number
}

export interface WebIdentityProfile extends Profile {
  readonly role_arn: string
  readonly web_identity_token_file: string
}

/** Maximum lifetime, in seconds, of a session of a role that was assumed from another role. */
export const chainedLimit = 3600

/**
 * Plans the session of a profile. The SDK handles profiles without a role and MFA. `openSession` handles the others,
 * so that it can renew the session without a code and limit it to its purpose.
 *
 * @throws ToolError PROFILE_UNKNOWN, PROFILE_INCOMPLETE, CHAINED_ROLE_DURATION
 */
export function planSession(request: SessionPlanRequest): SessionPlan {
  const found = stepsOfRequest(request)
  const plan = { ...found, roles: withOwnRole(found.roles, request) }
  for (const [index, role] of plan.roles.entries()) if (index > 0) assertChainable(role)
  return plan
}

/** @throws ToolError CHAINED_ROLE_DURATION when the requested lifetime is longer than AWS allows */
export function assertChainable({ arn, durationSeconds }: Role): void {
  if (durationSeconds <= chainedLimit) return
  throw new ToolError(
    'CHAINED_ROLE_DURATION',
    `the session duration for the role ${arn} is ${durationSeconds} seconds, but the role is assumed from another role`,
    {
      why: 'AWS allows at most 3600 seconds for such a session. It is renewed automatically, so a bake can take longer.',
      hint: 'Set session.durationSeconds (or duration_seconds of the profile) to 3600 or less.',
      exitStatus: 2,
    },
  )
}

/** In this order: a named profile, environment keys, web identity, default profile, the rest of the SDK's chain. */
function stepsOfRequest(request: SessionPlanRequest): SessionPlan {
  const { profile, profiles, hasEnvironmentKeys, environmentIdentity } = request
  if (profile !== undefined) return stepsOf(profile, profiles, [])
  if (!hasEnvironmentKeys && environmentIdentity !== null)
    return stepsByToken('the environment', environmentIdentity)
  if (!hasEnvironmentKeys && profiles.default !== undefined) return stepsOf('default', profiles, [])
  return { source: { kind: 'chain', profile }, mfaSerial: null, roles: [] }
}

function stepsOf(
  name: string,
  profiles: Readonly<Record<string, Profile>>,
  visited: readonly string[],
): SessionPlan {
  const profile = assertProfile(name, profiles, visited.at(-1))
  const { role_arn: arn, source_profile: below, credential_source: named, mfa_serial: serial } = profile
  const isOwnKeys = visited.includes(name)
  if (isOwnKeys) return ownKeys(name, profile, visited)
  if (isWebIdentity(profile)) return stepsByToken(name, profile)
  if (arn === undefined)
    return { source: { kind: 'chain', profile: name }, mfaSerial: serial ?? null, roles: [] }
  if (below === undefined && named === undefined) {
    throw incomplete(name, 'role_arn but neither source_profile nor credential_source')
  }
  const first: SessionPlan =
    below === undefined
      ? { source: { kind: 'named', name: named ?? '' }, mfaSerial: null, roles: [] }
      : stepsOf(below, profiles, [...visited, name])
  return {
    source: first.source,
    mfaSerial: first.mfaSerial ?? serial ?? null,
    roles: [...first.roles, roleOf(name, arn, profile)],
  }
}

function isWebIdentity(profile: Profile): profile is WebIdentityProfile {
  return profile.role_arn !== undefined && profile.web_identity_token_file !== undefined
}

function stepsByToken(name: string, profile: WebIdentityProfile): SessionPlan {
  const source = { kind: 'webIdentity', tokenFile: profile.web_identity_token_file } as const
  return { source, mfaSerial: null, roles: [roleOf(name, profile.role_arn, profile)] }
}

function ownKeys(name: string, profile: Profile, visited: readonly string[]): SessionPlan {
  if (profile.aws_access_key_id === undefined || visited.at(-1) !== name)
    throw incomplete(name, `a circular source_profile (${[...visited, name].join(' → ')})`)
  return { source: { kind: 'keys', profile: name }, mfaSerial: null, roles: [] }
}

function roleOf(name: string, arn: string, profile: Profile): Role {
  const durationSeconds = Number(profile.duration_seconds ?? 3600)
  if (!Number.isInteger(durationSeconds) || durationSeconds < 900 || durationSeconds > 43_200)
    throw incomplete(name, `duration_seconds ${profile.duration_seconds}; AWS allows 900 to 43200`)
  return {
    arn,
    externalId: profile.external_id ?? null,
    sessionName: profile.role_session_name ?? null,
    durationSeconds,
  }
}

/** Adds the configuration's role at the end. If it is already the profile's role, it is not assumed twice. */
function withOwnRole(
  roles: readonly Role[],
  { role, externalId, durationSeconds }: SessionPlanRequest,
): Role[] {
  if (role === null) return [...roles]
  const last = roles.at(-1)
  if (last?.arn !== role) return [...roles, { arn: role, externalId, sessionName: null, durationSeconds }]
  return [...roles.slice(0, -1), { ...last, externalId: externalId ?? last.externalId, durationSeconds }]
}

/**
 * @param namedBy the profile that has it as its source_profile
 * @throws ToolError PROFILE_UNKNOWN
 */
export function assertProfile(
  name: string,
  profiles: Readonly<Record<string, Profile>>,
  namedBy?: string,
): Profile {
  const profile = profiles[name]
  if (profile !== undefined) return profile
  const names = Object.keys(profiles).toSorted()
  const where = namedBy === undefined ? '' : ` (source_profile of "${namedBy}")`
  throw new ToolError('PROFILE_UNKNOWN', `AWS profile "${name}"${where} not found`, {
    why:
      names.length === 0
        ? 'The AWS configuration files have no profiles.'
        : `Available profiles: ${names.join(', ')}.`,
    hint: 'Pass --profile NAME, correct AWS_PROFILE, or check AWS_CONFIG_FILE if it is set.',
    exitStatus: 2,
  })
}

function incomplete(name: string, what: string): ToolError {
  return new ToolError('PROFILE_INCOMPLETE', `the AWS profile "${name}" has ${what}`, {
    hint: 'Correct the profile in the AWS configuration file; "aws configure list" shows which file that is.',
    exitStatus: 2,
  })
}
