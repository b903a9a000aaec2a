import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { RawRequest } from './api-request.ts'

export type SignatureFault =
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'mismatch' }
  /** The request's time differs by more than 15 minutes from the gateway's. */
  | { readonly kind: 'skewed'; readonly requestTime: Date }

type SignedRequest = RawRequest & { readonly method: string }

interface Scope {
  /** YYYYMMDD. */
  readonly date: string
  readonly region: string
  readonly service: string
}

const authorization =
  /^AWS4-HMAC-SHA256\s+Credential=[^/]+\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request,\s*SignedHeaders=([^,]+),\s*Signature=([0-9a-f]+)$/
const toleranceMilliseconds = 15 * 60_000

/** Checks a SigV4 signature in headers with the key's secret; undefined if it is correct. */
export function signatureFault(
  request: SignedRequest,
  secretAccessKey: string,
  now: Date,
): SignatureFault | undefined {
  const [, date, region, service, names, given] = authorization.exec(header(request, 'authorization')) ?? []
  const time = header(request, 'x-amz-date')
  const requestTime = timeOf(time)
  if (!date || !region || !service || !names || !given || requestTime === undefined)
    return { kind: 'incomplete' }
  if (Math.abs(now.getTime() - requestTime.getTime()) > toleranceMilliseconds) {
    return { kind: 'skewed', requestTime }
  }
  const expected = signatureOf(request, names.split(';'), { date, region, service }, secretAccessKey)
  const equal = given.length === expected.length && timingSafeEqual(Buffer.from(given), Buffer.from(expected))
  return equal ? undefined : { kind: 'mismatch' }
}

/** The signature, in hexadecimal, of a request with the header `x-amz-date`. */
export function signatureOf(
  request: SignedRequest,
  signedHeaders: readonly string[],
  scope: Scope,
  secretAccessKey: string,
): string {
  const scopeText = `${scope.date}/${scope.region}/${scope.service}/aws4_request`
  const canonical = canonicalRequest(request, signedHeaders, scope.service)
  const text = ['AWS4-HMAC-SHA256', header(request, 'x-amz-date'), scopeText, sha256(canonical)].join('\n')
  const parts = [scope.date, scope.region, scope.service, 'aws4_request', text]
  return parts
    .reduce<Buffer>(
      (key, part) => createHmac('sha256', key).update(part).digest(),
      Buffer.from(`AWS4${secretAccessKey}`),
    )
    .toString('hex')
}

function canonicalRequest(request: SignedRequest, signedHeaders: readonly string[], service: string): string {
  const [path = '/', query = ''] = request.url.split('?', 2)
  const headers = signedHeaders.map(name => `${name}:${header(request, name).trim().replace(/ +/g, ' ')}\n`)
  const payload = header(request, 'x-amz-content-sha256') || sha256(request.body)
  // Every service except S3 encodes the path twice.
  const canonicalPath = service === 's3' ? path : path.split('/').map(encode).join('/')
  return [
    request.method,
    canonicalPath,
    canonicalQuery(query),
    headers.join(''),
    signedHeaders.join(';'),
    payload,
  ].join('\n')
}

function canonicalQuery(query: string): string {
  return [...new URLSearchParams(query)]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&')
}

/** RFC 3986. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

function timeOf(text: string): Date | undefined {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text) ?? []
  return year === undefined ? undefined : new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
}

function header({ headers }: RawRequest, name: string): string {
  return [headers[name] ?? ''].flat().join(',')
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex')
}
