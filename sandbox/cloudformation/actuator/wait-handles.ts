import { randomBytes } from 'node:crypto'
import type { ApiAnswer } from '../../gateway/api-answer.ts'
import type { RawRequest } from '../../gateway/api-request.ts'
import type { Clock } from '../../gateway/clock.ts'
import { signatureOf } from '../../gateway/signature.ts'
import type { HandleSignal } from '../engine/stack.ts'
import { waitConditionType, waitHandleType } from '../resource-types/resource-type.ts'
import type { Actuator, ResourceRecord, ResourceRequest } from '../types.ts'

export interface WaitHandlesOptions {
  /** The sandbox's endpoint. */
  readonly endpoint: string
  readonly clock: Pick<Clock, 'now'>
  /** Passes on a valid signal. */
  readonly signal: (stackId: string, handle: string, signal: HandleSignal) => void
}

export interface WaitHandles extends Pick<Actuator, 'create' | 'update' | 'remove'> {
  /** Answers a request to the URL of a handle; undefined for any other request. */
  receive(request: RawRequest & { readonly method: string }): ApiAnswer | undefined
}

const bucket = 'cloudformation-waitcondition-'
const lifetimeSeconds = 86_399

export function isWaitType(type: string): boolean {
  return type === waitConditionType || type === waitHandleType
}

/** Wait conditions, and handles: presigned URLs of objects in S3 to which signals are sent with PUT. */
export function createWaitHandles({ endpoint, clock, signal }: WaitHandlesOptions): WaitHandles {
  const secret = randomBytes(20).toString('hex')
  const { host } = new URL(endpoint)

  function sign(path: string, query: URLSearchParams): string {
    const [, date = '', region = ''] = (query.get('X-Amz-Credential') ?? '').split('/')
    const time = query.get('X-Amz-Date') ?? ''
    const headers = { host, 'x-amz-date': time, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' }
    const request = { method: 'PUT', url: `${path}?${query}`, headers, body: Buffer.alloc(0) }
    return signatureOf(request, ['host'], { date, region, service: 's3' }, secret)
  }

  function urlOf({ stackId, region, logicalId }: ResourceRequest): string {
    const path = `/${bucket}${region}/${encodeURIComponent(`${stackId}/${logicalId}`)}`
    const time = clock
      .now()
      .toISOString()
      .replaceAll(/[-:]|\.\d+/g, '')
    const query = new URLSearchParams({
      'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
      'X-Amz-Credential': `AKIASANDBOXWAITHANDLE/${time.slice(0, 8)}/${region}/s3/aws4_request`,
      'X-Amz-Date': time,
      'X-Amz-Expires': String(lifetimeSeconds),
      'X-Amz-SignedHeaders': 'host',
    })
    query.set('X-Amz-Signature', sign(path, query))
    return `${endpoint}${path}?${query}`
  }

  const recordOf = (physicalId: string): ResourceRecord => ({ physicalId, attributes: { Id: physicalId } })
  return {
    async create(request) {
      const { type, stackId, logicalId } = request
      return recordOf(type === waitHandleType ? urlOf(request) : `${stackId}/${logicalId}`)
    },
    update: async ({ physicalId }) => recordOf(physicalId),
    remove: async () => {},
    receive({ method, url, headers, body }) {
      const { pathname, searchParams } = new URL(url, endpoint)
      if (!pathname.startsWith(`/${bucket}`)) return undefined
      const given = searchParams.get('X-Amz-Signature')
      const rest = new URLSearchParams([...searchParams].filter(([name]) => name !== 'X-Amz-Signature'))
      // The URL is signed for a request without a content type.
      if (method !== 'PUT' || headers['content-type'] || given !== sign(pathname, rest)) return mismatch
      if (clock.now() >= expiry(searchParams)) return expired
      const handle = `${endpoint}${url}`
      const [, , key = ''] = pathname.split('/')
      const stackId = decodeURIComponent(key).split('/').slice(0, -1).join('/')
      const sent = signalIn(body)
      if (sent !== undefined) signal(stackId, handle, sent)
      return { status: 200, headers: {}, body: '' }
    },
  }
}

/** S3 stores any content; CloudFormation reads only this form. */
function signalIn(body: Buffer): HandleSignal | undefined {
  try {
    const { Status: status, UniqueId: uniqueId, Reason = '', Data = '' } = JSON.parse(body.toString())
    if ((status !== 'SUCCESS' && status !== 'FAILURE') || typeof uniqueId !== 'string') return undefined
    return { status, uniqueId, reason: String(Reason), data: String(Data) }
  } catch {
    return undefined
  }
}

function expiry(query: URLSearchParams): Date {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(query.get('X-Amz-Date') ?? '') ?? []
  const signed = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  return new Date(signed.getTime() + Number(query.get('X-Amz-Expires')) * 1000)
}

const mismatch = refused(
  'SignatureDoesNotMatch',
  'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
)
const expired = refused('AccessDenied', 'Request has expired')

function refused(code: string, message: string): ApiAnswer {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`
  return { status: 403, headers: { 'content-type': 'application/xml' }, body }
}
