import { type ApiError, apiError } from '../gateway/api-answer.ts'
import type { ApiRequest, Protocol } from '../gateway/api-request.ts'
import type { IncomingCall } from '../gateway/server.ts'
import { type SignatureFault, signatureFault } from '../gateway/signature.ts'
import type { Caller, KnownKey } from './caller.ts'
import { isEnabled, isRegion } from './regions.ts'

/**
 * The caller who signed a call, or the error in the service's words: unknown key, wrong token, expired, clock skew,
 * wrong signature. `find` looks up a key.
 */
export async function identify(
  { raw, api }: IncomingCall,
  find: (accessKeyId: string) => Promise<KnownKey | undefined>,
  now: Date,
): Promise<{ readonly caller: Caller } | { readonly refusal: ApiError }> {
  if (api.accessKeyId === undefined) return { refusal: unsigned }
  const key = await find(api.accessKeyId)
  if (key === undefined) return { refusal: unknownKey(api) }
  const token = [raw.headers['x-amz-security-token'] ?? []].flat()[0]
  if (token !== key.temporary?.sessionToken) return { refusal: unknownKey(api) }
  if (key.temporary !== undefined && key.temporary.expiration <= now)
    return { refusal: expired(api.protocol) }
  // A region that is not enabled does not know the account's keys.
  if (!isEnabled(api.region)) return { refusal: unknownKey(api) }
  if (!isRegion(api.region)) return { refusal: unknownRegion(api.protocol) }
  const fault = signatureFault(raw, key.secretAccessKey, now)
  return fault === undefined ? { caller: key.caller } : { refusal: badSignature(api.protocol, fault, now) }
}

const unsigned = { ...apiError('MissingAuthenticationToken', 'Missing Authentication Token'), status: 403 }

const cannotValidate = 'AWS was not able to validate the provided access credentials'

function unknownKey({ protocol }: ApiRequest): ApiError {
  if (protocol === 'ec2') return apiError('AuthFailure', cannotValidate)
  const message = 'The security token included in the request is invalid.'
  return protocol === 'query'
    ? apiError('InvalidClientTokenId', message)
    : apiError('UnrecognizedClientException', message)
}

function expired(protocol: Protocol): ApiError {
  if (protocol === 'ec2') return apiError('RequestExpired', 'Request has expired.')
  const message = 'The security token included in the request is expired'
  return protocol === 'query' ? apiError('ExpiredToken', message) : apiError('ExpiredTokenException', message)
}

/** On AWS the endpoint of an unknown region has no address. The sandbox has one address for all, so it must refuse. */
function unknownRegion(protocol: Protocol): ApiError {
  const message = 'Credential should be scoped to a valid region.'
  if (protocol === 'ec2') return apiError('AuthFailure', message)
  return apiError(protocol === 'query' ? 'SignatureDoesNotMatch' : 'InvalidSignatureException', message)
}

function badSignature(protocol: Protocol, fault: SignatureFault, now: Date): ApiError {
  if (fault.kind === 'incomplete') {
    return apiError('IncompleteSignature', 'The request signature does not conform to AWS standards')
  }
  if (protocol === 'ec2') {
    return fault.kind === 'skewed'
      ? apiError('RequestExpired', 'Request has expired.')
      : apiError('AuthFailure', cannotValidate)
  }
  const message =
    fault.kind === 'skewed'
      ? skewMessage(fault.requestTime, now)
      : 'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.'
  return protocol === 'query'
    ? apiError('SignatureDoesNotMatch', message)
    : apiError('InvalidSignatureException', message)
}

function skewMessage(requestTime: Date, now: Date): string {
  const [request, present] = [requestTime, now].map(compact)
  return requestTime < now
    ? `Signature expired: ${request} is now earlier than ${compact(new Date(now.getTime() - 900_000))} (${present} - 15 min.)`
    : `Signature not yet current: ${request} is still later than ${compact(new Date(now.getTime() + 900_000))} (${present} + 15 min.)`
}

/** 20261121T021503Z. */
function compact(time: Date): string {
  return time.toISOString().replace(/[-:]|\.\d+/g, '')
}
