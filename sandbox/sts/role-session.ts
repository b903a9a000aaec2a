import type { ApiRequest } from '../gateway/api-request.ts'
import { textOf } from '../iam/api-call.ts'
import { credentialsElement, element } from './answer.ts'
import type { Role } from './directory.ts'
import { durationOf, type StsCall, StsRefusal } from './requests.ts'
import { type SessionPolicies, sessionPolicies } from './session-policy.ts'

/** Parameters of every call that returns a role session. */
export interface RoleRequest extends SessionPolicies {
  readonly sessionName: string
  readonly seconds: number
}

const hour = 3600

/** @throws StsRefusal */
export function roleRequest({
  api,
  world,
  roleAccount = world,
}: Pick<StsCall, 'api' | 'world' | 'roleAccount'>): RoleRequest {
  return {
    sessionName: sessionNameOf(api),
    seconds: durationOf(api, hour, 12 * hour),
    ...sessionPolicies(api, roleAccount.directory),
  }
}

/**
 * The elements of the response.
 * @throws StsRefusal if the session is longer than the role allows
 */
export function roleSession(
  { world, roleAccount = world, sessions }: Pick<StsCall, 'world' | 'roleAccount' | 'sessions'>,
  role: Role,
  { sessionName, seconds, policies, packedPercent }: RoleRequest,
): string {
  if (seconds > role.maxSessionSeconds) {
    const message = 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.'
    throw new StsRefusal('ValidationError', message)
  }
  const arn = `arn:aws:sts::${roleAccount.accountId}:assumed-role/${role.name}/${sessionName}`
  const userId = `${role.id}:${sessionName}`
  const credentials = sessions.issue(seconds, {
    arn,
    userId,
    identity: { kind: 'role', name: role.name },
    // A role session does not inherit the MFA code of its caller.
    session: { issuedAt: world.now, mfaAt: undefined, policies },
  })
  const user = `<AssumedRoleUser>${element('Arn', arn)}${element('AssumedRoleId', userId)}</AssumedRoleUser>`
  const packed = policies === undefined ? '' : element('PackedPolicySize', String(packedPercent))
  return `${user}${credentialsElement(credentials)}${packed}`
}

function sessionNameOf({ parameters }: ApiRequest): string {
  const name = textOf(parameters, 'RoleSessionName') ?? ''
  if (/^[\w+=,.@-]{2,64}$/.test(name)) return name
  const constraint = 'Member must satisfy regular expression pattern: [\\w+=,.@-]*, 2 to 64 characters'
  const where = `Value '${name}' at 'roleSessionName' failed to satisfy constraint: ${constraint}`
  throw new StsRefusal('ValidationError', `1 validation error detected: ${where}`)
}
