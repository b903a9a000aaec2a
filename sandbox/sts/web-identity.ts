import type { ApiAnswer } from '../gateway/api-answer.ts'
import { textOf } from '../iam/api-call.ts'
import { trustsFederated } from '../iam/trust.ts'
import { element, stsAnswer } from './answer.ts'
import { momentKeys } from './authorize.ts'
import type { OidcProvider, Role } from './directory.ts'
import type { Claims } from './json-web-token.ts'
import { type StsCall, StsRefusal } from './requests.ts'
import { type RoleRequest, roleRequest, roleSession } from './role-session.ts'
import type { TokenIssuer } from './token-issuer.ts'
import { decided } from './trust-decision.ts'

/** The call is not signed; the token identifies the caller. */
export type WebIdentityCall = Omit<StsCall, 'caller'> & { readonly tokens: TokenIssuer }

interface Bearer {
  readonly claims: Claims
  readonly provider: OidcProvider
}

/** @throws StsRefusal */
export function assumeRoleWithWebIdentity(call: WebIdentityCall): ApiAnswer {
  const request = roleRequest(call)
  const bearer = bearerOf(call)
  const session = roleSession(call, trustingRole(call, bearer, request), request)
  const { claims, provider } = bearer
  const elements = [
    element('SubjectFromWebIdentityToken', claims.sub),
    element('Audience', claims.aud),
    element('Provider', provider.arn),
  ]
  return stsAnswer('AssumeRoleWithWebIdentity', `${elements.join('')}${session}`)
}

/** The claims of a valid token that is meant for this account. */
function bearerOf({ api, world, tokens }: WebIdentityCall): Bearer {
  const read = tokens.read(textOf(api.parameters, 'WebIdentityToken') ?? '')
  const invalid = (message: string): never => {
    throw new StsRefusal('InvalidIdentityToken', message)
  }
  if (read === undefined) return invalid('The ID Token provided is not a valid JWT.')
  const { claims, isSigned } = read
  const url = claims.iss.replace(/^https:\/\//, '')
  const provider = world.directory.oidcProviders.find(one => one.url === url)
  if (provider === undefined)
    return invalid(`No OpenIDConnect provider found in your account for ${claims.iss}`)
  if (!isSigned) return invalid("Couldn't retrieve verification key from your identity provider")
  if (!provider.clientIds.includes(claims.aud)) return invalid('Incorrect token audience')
  const now = Math.floor(world.now.getTime() / 1000)
  if (claims.exp <= now) {
    const message = `Token expired: current date/time ${now} must be before the expiration date/time ${claims.exp}`
    throw new StsRefusal('ExpiredTokenException', message)
  }
  return { claims, provider }
}

/** The error is the same for a role that does not exist and for one that does not trust the caller. */
function trustingRole(
  { api, world }: WebIdentityCall,
  { claims, provider }: Bearer,
  { sessionName }: RoleRequest,
): Role {
  const denied = (why = ''): never => {
    throw new StsRefusal('AccessDenied', `Not authorized to perform sts:AssumeRoleWithWebIdentity${why}`)
  }
  const roleArn = textOf(api.parameters, 'RoleArn') ?? ''
  const role = world.directory.roles.find(({ arn }) => arn === roleArn)
  if (role === undefined) return denied()
  const context = {
    ...momentKeys(world),
    'aws:FederatedProvider': provider.arn,
    'sts:RoleSessionName': sessionName,
    [`${provider.url}:aud`]: claims.aud,
    [`${provider.url}:sub`]: claims.sub,
  }
  const federation = { provider: provider.arn, action: 'sts:AssumeRoleWithWebIdentity', context }
  const isTrusted = decided(
    role,
    policy => trustsFederated(policy, federation),
    why => denied(`: ${why}`),
  )
  return isTrusted ? role : denied()
}
