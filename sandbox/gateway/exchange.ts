import type { ApiAnswer } from './api-answer.ts'
import type { RawRequest } from './api-request.ts'
import type { Call } from './call-log.ts'

/** A request and its response as they were on the wire; the response is null if a fault dropped the connection. */
type Exchange = NonNullable<Call['exchange']>

const notRecorded = new Set(['authorization', 'x-amz-security-token', 'cookie'])

export function exchangeOf(
  raw: RawRequest & { readonly method: string },
  answer: ApiAnswer | undefined,
): Exchange {
  const { method, url } = raw
  return {
    request: { method, url, ...message(raw) },
    response: answer === undefined ? null : { status: answer.status, ...message(answer) },
  }
}

function message({ headers, body }: Pick<RawRequest, 'headers'> & { readonly body: string | Buffer }) {
  const recorded = Object.entries(headers).flatMap(([name, value]) =>
    value !== undefined && !notRecorded.has(name) ? [[name, String(value)]] : [],
  )
  return { headers: Object.fromEntries(recorded), body: Buffer.from(body).toString('base64') }
}
