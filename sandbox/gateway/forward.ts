import { request } from 'node:http'
import type { ApiAnswer } from './api-answer.ts'
import type { RawRequest } from './api-request.ts'

export interface MotoAddress {
  readonly host: string
  readonly port: number
  /** Account of the call; undefined: that of the sandbox. */
  readonly accountId?: string
}

/** Forwards a call to moto. Rejects if moto does not respond. */
export function forward(
  raw: RawRequest & { readonly method: string },
  { accountId, ...moto }: MotoAddress,
): Promise<ApiAnswer> {
  const {
    connection,
    'keep-alive': keepAlive,
    'transfer-encoding': encoding,
    expect,
    ...headers
  } = raw.headers
  const ofAccount = accountId === undefined ? {} : { [accountHeader]: accountId }
  return new Promise((resolve, reject) => {
    const call = request(
      {
        ...moto,
        method: raw.method,
        path: raw.url,
        headers: { ...headers, ...ofAccount, 'content-length': raw.body.length },
      },
      response => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 500,
            headers: answerHeaders(response.headers),
            body: Buffer.concat(chunks),
          }),
        )
      },
    )
    call.on('error', reject)
    call.end(raw.body)
  })
}

/** Moto reads the account from it. */
export const accountHeader = 'x-moto-account-id'

/** Those that clients read: S3 has the version of an object and its time in headers. */
const readHeaders = new Set(['content-type', 'etag', 'last-modified'])

function answerHeaders(headers: NodeJS.Dict<string | string[]>): Record<string, string> {
  const kept = Object.entries(headers).filter(([name]) => readHeaders.has(name) || name.startsWith('x-amz'))
  return Object.fromEntries(kept.map(([name, value]) => [name, String(value)]))
}
