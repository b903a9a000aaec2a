import { type ApiError, apiError } from '../gateway/api-answer.ts'
import type { ApiRequest, Protocol } from '../gateway/api-request.ts'
import { UndecidablePolicy } from '../iam/conditions.ts'
import type { Context } from '../iam/context.ts'
import { type AccessRequest, type Policies, refusalOf } from '../iam/evaluate.ts'
import type { Lookups } from '../iam/need.ts'
import { MalformedPolicy, parseIdentityPolicy } from '../iam/policy.ts'
import { accessRequests, needsOf } from '../iam/table.ts'
import type { Caller } from './caller.ts'
import type { Directory } from './directory.ts'

type Tags = Readonly<Record<string, Readonly<Record<string, string>>>>

export interface AuthorizationWorld {
  readonly accountId: string
  readonly directory: Directory
  readonly now: Date
  /** Address of the caller. */
  readonly source: string
  /** Present tags, by EC2 id or name of a key pair. */
  readonly tagsOf: (region: string, ids: readonly string[]) => Promise<Tags>
  /** Roles of a task definition; undefined where no call refers to one. */
  readonly rolesOfTaskDefinition?: Lookups['rolesOfTaskDefinition']
}

/** Evaluates a call against the caller's policies; undefined if it is allowed. */
export async function refusalOfCall(
  api: ApiRequest,
  caller: Caller,
  world: AuthorizationWorld,
): Promise<ApiError | undefined> {
  if (mayDoEverything(caller)) return undefined
  const needs = needsOf(api, lookups(world))
  if (needs === undefined) {
    const why = 'because the sandbox does not know the permissions of the action (sandbox/iam)'
    return denied(api.protocol, caller, { action: `${api.service}:${api.action}`, resource: '*' }, why)
  }
  const ids = needs.flatMap(({ taggedId }) => taggedId ?? [])
  const tags = ids.length === 0 ? {} : await world.tagsOf(api.region, ids)
  for (const request of accessRequests(api, needs, contextOf(caller, world), tags)) {
    const why = refusalFor(request, caller, world.directory)
    if (why !== undefined) return denied(api.protocol, caller, request, why)
  }
  return undefined
}

export function mayDoEverything({ identity }: Caller): boolean {
  return identity.kind === 'administrator'
}

/** The reason why the caller's policies refuse a request, or why the sandbox cannot evaluate them. */
export function refusalFor(request: AccessRequest, caller: Caller, directory: Directory): string | undefined {
  try {
    return refusalOf(request, policiesOf(caller, directory))
  } catch (error) {
    if (error instanceof UndecidablePolicy || error instanceof MalformedPolicy)
      return `because ${error.message}`
    throw error
  }
}

/** Present policies of a user or role; a deleted one has none. */
function policiesOf({ identity, session }: Caller, directory: Directory): Policies {
  const owner =
    identity.kind === 'user'
      ? directory.users.find(({ name }) => name === identity.name)
      : directory.roles.find(({ name }) => name === roleOf(identity))
  return {
    identity: (owner?.policies ?? []).map(parseIdentityPolicy),
    boundary: owner?.boundary ? parseIdentityPolicy(owner.boundary) : undefined,
    session: session?.policies,
  }
}

/** An instance uses the role of its profile. */
function roleOf(identity: Caller['identity']): string | undefined {
  if (identity.kind === 'instance') return identity.role
  return identity.kind === 'role' ? identity.name : undefined
}

/** Condition keys of the caller and the time. */
export function contextOf(caller: Caller, world: AuthorizationWorld): Context {
  const { accountId, directory, now } = world
  const { identity, session } = caller
  const role = directory.roles.find(({ name }) => name === roleOf(identity))
  return {
    ...momentKeys(world),
    'aws:PrincipalAccount': accountId,
    'aws:PrincipalArn': role?.arn ?? caller.arn,
    'aws:PrincipalType': identity.kind === 'user' ? 'User' : 'AssumedRole',
    'aws:ViaAWSService': String(caller.via !== undefined),
    'aws:userid': caller.userId,
    ...(identity.kind === 'user' ? { 'aws:username': identity.name } : {}),
    ...(session === undefined ? {} : sessionKeys(session, now)),
  }
}

/** Condition keys of the time and the network. */
export function momentKeys({ now, source }: Pick<AuthorizationWorld, 'now' | 'source'>): Context {
  return {
    'aws:CurrentTime': now.toISOString(),
    'aws:EpochTime': String(Math.floor(now.getTime() / 1000)),
    // The sandbox uses HTTP, but the same calls to AWS use HTTPS.
    'aws:SecureTransport': 'true',
    'aws:SourceIp': source,
  }
}

/** Condition keys of temporary credentials. */
function sessionKeys({ issuedAt, mfaAt }: NonNullable<Caller['session']>, now: Date): Context {
  return {
    'aws:TokenIssueTime': issuedAt.toISOString(),
    'aws:MultiFactorAuthPresent': String(mfaAt !== undefined),
    ...(mfaAt && { 'aws:MultiFactorAuthAge': String(Math.floor((now.getTime() - mfaAt.getTime()) / 1000)) }),
  }
}

/** The error in the service's words. */
export function denied(
  protocol: Protocol,
  caller: Caller,
  { action, resource }: Pick<AccessRequest, 'action' | 'resource'>,
  why: string,
): ApiError {
  const on = resource === '*' ? '' : ` on resource: ${resource}`
  const message = `User: ${caller.arn} is not authorized to perform: ${action}${on} ${why}`
  if (protocol === 'ec2') {
    return apiError('UnauthorizedOperation', `You are not authorized to perform this operation. ${message}`)
  }
  return apiError(
    protocol === 'query' || protocol === 'rest-xml' ? 'AccessDenied' : 'AccessDeniedException',
    message,
  )
}

/** What the table asks about the account. */
export function lookups({ accountId, directory, rolesOfTaskDefinition }: AuthorizationWorld): Lookups {
  return {
    rolesOfTaskDefinition: rolesOfTaskDefinition ?? (() => ({})),
    accountId,
    roleArn: (name: string) =>
      directory.roles.find(role => role.name === name)?.arn ?? `arn:aws:iam::${accountId}:role/${name}`,
    rolesOfProfile: (wanted: string) =>
      directory.profiles.find(({ name, arn }) => name === wanted || arn === wanted)?.roles ?? [],
  }
}
