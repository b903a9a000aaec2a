import type { ApiAnswer, ApiError } from './api-answer.ts'
import { apiError } from './api-answer.ts'
import type { ApiRequest } from './api-request.ts'

/** The keys that may sign: the sandbox's own and what STS and IAM gave out here. */
export interface AccessKeys {
  add(accessKeyId: string): void
  learnFrom(request: ApiRequest, answer: ApiAnswer): void
  /** Undefined when the key is known. */
  refusal(request: ApiRequest): ApiError | undefined
}

export function createAccessKeys(own: string): AccessKeys {
  const known = new Set([own])
  return {
    add: accessKeyId => void known.add(accessKeyId),
    learnFrom({ service }, { status, body }) {
      if (status !== 200 || (service !== 'sts' && service !== 'iam')) return
      for (const [, key] of body.toString().matchAll(/<AccessKeyId>([^<]+)<\/AccessKeyId>/g)) {
        if (key !== undefined) known.add(key)
      }
    },
    refusal: request =>
      request.accessKeyId !== undefined && known.has(request.accessKeyId) ? undefined : refuse(request),
  }
}

function refuse({ protocol, accessKeyId }: ApiRequest): ApiError {
  if (accessKeyId === undefined) {
    return { ...apiError('MissingAuthenticationToken', 'Missing Authentication Token'), status: 403 }
  }
  if (protocol === 'ec2') {
    return apiError('AuthFailure', 'AWS was not able to validate the provided access credentials')
  }
  const message = 'The security token included in the request is invalid.'
  return protocol === 'json'
    ? apiError('UnrecognizedClientException', message)
    : apiError('InvalidClientTokenId', message)
}
