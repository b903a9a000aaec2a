import type { ApiAnswer } from '../gateway/api-answer.ts'
import { EcrError } from './ecr-data.ts'

/** The registry's errors in ECR's words. Docker prints `CODE: MESSAGE` with the code in lower case. */
export type RegistryRefusal = (
  | { readonly code: 'DENIED'; readonly status: 400 | 403 }
  | { readonly code: 'NAME_UNKNOWN' | 'MANIFEST_UNKNOWN'; readonly status: 404 }
  | { readonly code: 'TAG_INVALID' | 'DIGEST_INVALID'; readonly status: 400 }
  | { readonly code: 'UNSUPPORTED'; readonly status: 405 }
  | { readonly code: 'INTERNAL_ERROR'; readonly status: 500 }
) & { readonly message: string }

export const unknownToken: RegistryRefusal = {
  code: 'DENIED',
  status: 400,
  message: 'Your Authorization Token is invalid.',
}

export const expiredToken: RegistryRefusal = {
  code: 'DENIED',
  status: 403,
  message: 'Your authorization token has expired. Reauthenticate and try again.',
}

export const unsupported: RegistryRefusal = {
  code: 'UNSUPPORTED',
  status: 405,
  message: 'The operation is unsupported.',
}

export const imageUnknown: RegistryRefusal = {
  code: 'MANIFEST_UNKNOWN',
  status: 404,
  message: 'Requested image not found',
}

/** An error of ECR's API as the registry reports it. */
export function refusalOfEcr(error: unknown): RegistryRefusal {
  const message = error instanceof Error ? error.message : String(error)
  const code = error instanceof EcrError ? error.code : undefined
  if (code === 'RepositoryNotFoundException') return { code: 'NAME_UNKNOWN', status: 404, message }
  if (code === 'ImageTagAlreadyExistsException') return { code: 'TAG_INVALID', status: 400, message }
  if (code === 'ImageDigestDoesNotMatchException') return { code: 'DIGEST_INVALID', status: 400, message }
  console.error(`registry: ${error instanceof Error ? error.stack : message}`)
  return { code: 'INTERNAL_ERROR', status: 500, message }
}

export function refusalAnswer({ status, code, message }: RegistryRefusal): ApiAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ errors: [{ code, message }] }),
  }
}

/** The response to a request without a token, after which clients send theirs. */
export function notAuthorized(registryUrl: string): ApiAnswer {
  return {
    status: 401,
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'www-authenticate': `Basic realm="${registryUrl}",service="ecr.amazonaws.com"`,
    },
    body: 'Not Authorized\n',
  }
}
