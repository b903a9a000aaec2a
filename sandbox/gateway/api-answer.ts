import type { Protocol } from './api-request.ts'

export interface ApiAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Buffer
}

export interface ApiError {
  readonly code: string
  readonly message: string
  readonly status: number
}

const requestId = '00000000-0000-4000-8000-000000000000'

/** HTTP status of error codes that a fault can use; all others are 400. */
const statusOf: Readonly<Record<string, number>> = {
  RequestLimitExceeded: 503,
  Unavailable: 503,
  ServiceUnavailable: 503,
  InternalError: 500,
  InternalFailure: 500,
  InsufficientInstanceCapacity: 500,
  UnauthorizedOperation: 403,
  AccessDenied: 403,
  ExpiredToken: 403,
  InvalidClientTokenId: 403,
  SignatureDoesNotMatch: 403,
  IncompleteSignature: 403,
  DryRunOperation: 412,
  PreconditionFailed: 412,
  ConditionalRequestConflict: 409,
  AuthFailure: 401,
}

export function apiError(code: string, message: string): ApiError {
  return { code, message, status: statusOf[code] ?? 400 }
}

/** The error in the form of the protocol. */
export function errorAnswer(protocol: Protocol, { code, message, status }: ApiError): ApiAnswer {
  if (protocol === 'json' || protocol === 'rest') {
    return {
      status,
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': code },
      body: JSON.stringify({ __type: code, message }),
    }
  }
  const error = `<Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message>`
  if (protocol === 'rest-xml')
    return xml(status, `<Error>${error}<RequestId>${requestId}</RequestId></Error>`)
  const body =
    protocol === 'ec2'
      ? `<Response><Errors><Error>${error}</Error></Errors><RequestID>${requestId}</RequestID></Response>`
      : `<ErrorResponse><Error><Type>Sender</Type>${error}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`
  return xml(status, body)
}

/** A response of EC2; `elements` is the XML inside the response element. */
export function ec2Answer(action: string, elements: string): ApiAnswer {
  const namespace = 'http://ec2.amazonaws.com/doc/2016-11-15/'
  const content = `<requestId>${requestId}</requestId>${elements}`
  return xml(200, `<${action}Response xmlns="${namespace}">${content}</${action}Response>`)
}

/** A response of a query service; `elements` is the XML before the metadata, empty for e.g. SignalResource. */
export function queryAnswer(namespace: string, action: string, elements: string): ApiAnswer {
  const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`
  return xml(200, `<${action}Response xmlns="${namespace}">${elements}${metadata}</${action}Response>`)
}

/** The error code in a response, or null; for the call log. */
export function errorCodeOf({ status, body }: ApiAnswer): string | null {
  if (status < 400) return null
  const text = body.toString()
  return (
    /<Code>([^<]+)<\/Code>/.exec(text)?.[1] ?? /"__type":\s*"([^"]+)"/.exec(text)?.[1] ?? `HTTP ${status}`
  )
}

function xml(status: number, body: string): ApiAnswer {
  return {
    status,
    headers: { 'content-type': 'text/xml;charset=UTF-8' },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}`,
  }
}

export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
