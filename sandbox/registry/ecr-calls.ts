import type { ApiAnswer } from '../gateway/api-answer.ts'
import type { ApiRequest } from '../gateway/api-request.ts'
import type { Caller } from '../sts/caller.ts'
import type { RegistryTokens } from './tokens.ts'

/** What the gateway does for calls of ECR's API, beside moto. */
export interface EcrCalls {
  authorizationToken(api: ApiRequest, caller: Caller): ApiAnswer
  layerUrl(api: ApiRequest, caller: Caller): Promise<ApiAnswer>
  /** Called after a successful call. */
  answered(api: ApiRequest): Promise<void>
}

/** `expire` evaluates the lifecycle policy of a repository. */
export function createEcrCalls(options: {
  readonly tokens: RegistryTokens
  readonly endpoint: string
  readonly layerUrl: EcrCalls['layerUrl']
  readonly expire: (region: string, repository: string) => Promise<void>
}): EcrCalls {
  return {
    authorizationToken({ region }, caller) {
      const { token, expiresAt } = options.tokens.issue(caller, region)
      const authorization = {
        authorizationToken: token,
        expiresAt: expiresAt.getTime() / 1000,
        proxyEndpoint: options.endpoint,
      }
      return {
        status: 200,
        headers: { 'content-type': 'application/x-amz-json-1.1' },
        body: JSON.stringify({ authorizationData: [authorization] }),
      }
    },
    layerUrl: options.layerUrl,
    async answered({ action, region, parameters }) {
      if (action !== 'PutLifecyclePolicy' && action !== 'PutImage') return
      await options.expire(region, String(parameters.repositoryName))
    },
  }
}
