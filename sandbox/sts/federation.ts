import { type ApiAnswer, errorAnswer } from '../gateway/api-answer.ts'
import type { Clock } from '../gateway/clock.ts'
import type { IncomingCall } from '../gateway/server.ts'
import type { AuthorizationWorld } from './authorize.ts'
import { StsRefusal } from './requests.ts'
import type { Sessions } from './sessions.ts'
import { createToken, getRoleCredentials } from './sso.ts'
import { createSsoLogins, type SsoLogins } from './sso-logins.ts'
import { createTokenIssuer, type TokenIssuer } from './token-issuer.ts'
import { assumeRoleWithWebIdentity } from './web-identity.ts'

/** Identities from outside the account. */
export interface Federation {
  readonly tokens: TokenIssuer
  readonly logins: SsoLogins
}

type Answer = (
  call: IncomingCall,
  world: Federation & { readonly world: AuthorizationWorld; readonly sessions: Sessions },
) => ApiAnswer

/** Unsigned calls that a token authenticates, by service and action. */
export const federatedCalls: Readonly<Record<string, Answer>> = {
  'sts:AssumeRoleWithWebIdentity': ({ api }, world) => {
    try {
      return assumeRoleWithWebIdentity({ api, ...world })
    } catch (error) {
      if (error instanceof StsRefusal) return errorAnswer(api.protocol, error.error)
      throw error
    }
  },
  'sso:GetRoleCredentials': getRoleCredentials,
  'sso-oidc:CreateToken': createToken,
}

export function createFederation(clock: Clock): Federation {
  return { tokens: createTokenIssuer(clock), logins: createSsoLogins(clock) }
}
