import { type ApiAnswer, apiError, errorAnswer } from '../gateway/api-answer.ts'
import type { IncomingCall } from '../gateway/server.ts'
import { textOf } from '../iam/api-call.ts'
import type { AuthorizationWorld } from './authorize.ts'
import type { Role } from './directory.ts'
import type { Sessions } from './sessions.ts'
import type { SsoLogins } from './sso-logins.ts'

export interface SsoWorld {
  readonly world: AuthorizationWorld
  readonly sessions: Sessions
  readonly logins: SsoLogins
}

const reservedPath = '/aws-reserved/sso.amazonaws.com/'

/** The access portal: a session of the account's role for a permission set. */
export function getRoleCredentials(
  { raw, api }: IncomingCall,
  { world, sessions, logins }: SsoWorld,
): ApiAnswer {
  const token = [raw.headers['x-amz-sso_bearer_token'] ?? ''].flat().join()
  if (!logins.isValid(token))
    return refusal(401, 'UnauthorizedException', 'Session token not found or invalid')
  const { account_id: account, role_name: permissionSet } = api.parameters
  const role = world.directory.roles.find(one => isOf(one, String(permissionSet)))
  if (account !== world.accountId || role === undefined)
    return refusal(403, 'ForbiddenException', 'No access')
  const name = 'person@sandbox'
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = sessions.issue(role.maxSessionSeconds, {
    arn: `arn:aws:sts::${world.accountId}:assumed-role/${role.name}/${name}`,
    userId: `${role.id}:${name}`,
    identity: { kind: 'role', name: role.name },
    session: { issuedAt: world.now, mfaAt: undefined, policies: undefined },
  })
  const given = { accessKeyId, secretAccessKey, sessionToken, expiration: expiration.getTime() }
  return answer({ roleCredentials: given })
}

/** Exchanges a refresh token for an access token. */
export function createToken({ api }: IncomingCall, { logins }: SsoWorld): ApiAnswer {
  const { grantType } = api.parameters
  if (grantType !== 'refresh_token')
    return refusal(400, 'UnsupportedGrantTypeException', `The sandbox does not have ${grantType}`)
  const refreshToken = textOf(api.parameters, 'refreshToken') ?? ''
  const token = logins.refresh(refreshToken)
  if (token === undefined) return refusal(400, 'InvalidGrantException', 'Invalid refresh token provided')
  return answer({ ...token, refreshToken, tokenType: 'Bearer' })
}

/** `AWSReservedSSO_NAME_…`, Identity Center's names of roles. */
function isOf({ name, arn }: Role, permissionSet: string): boolean {
  const prefix = `AWSReservedSSO_${permissionSet}_`
  return arn.includes(reservedPath) && name.startsWith(prefix) && !name.slice(prefix.length).includes('_')
}

function refusal(status: number, code: string, message: string): ApiAnswer {
  return errorAnswer('rest', { ...apiError(code, message), status })
}

function answer(content: object): ApiAnswer {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(content) }
}
