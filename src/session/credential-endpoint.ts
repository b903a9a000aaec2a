import { timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Credentials } from '../aws/credentials.ts'
import type { Random } from '../ports/ports.ts'

export interface CredentialEndpoint {
  readonly url: string
  /** The expected Authorization header. */
  readonly token: string
  close(): Promise<void>
}

const path = '/credentials'

/** For keys that do not expire: the SDK for Go requires an expiration. */
const never = '2099-12-31T23:59:59Z'

/**
 * Serves credentials to child processes by the container credentials protocol, on the loopback address and only
 * with the token. Each request calls `credentials`, so a build can take longer than a session lasts.
 */
export async function startCredentialEndpoint(options: {
  readonly credentials: () => Promise<Credentials>
  readonly random: Random
}): Promise<CredentialEndpoint> {
  const token = options.random.hex(32)
  const server = createServer(async (request, response) => {
    if (isFromWebPage(request)) return refuse(response, 403, 'not for web pages')
    if (!isToken(request.headers.authorization, token)) return refuse(response, 401, 'wrong token')
    if (request.method !== 'GET' || request.url !== path) return refuse(response, 404, 'no such path')
    try {
      answer(response, 200, body(await options.credentials()))
    } catch {
      // The reason may contain the account or role; the code that renews the credentials reports it.
      refuse(response, 500, 'the credentials could not be renewed')
    }
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  // Packer may keep a connection open; it must not keep this process alive.
  server.unref()
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}${path}`,
    token,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** A browser sends Origin, or the host name that the owner of the page pointed to the loopback address. */
function isFromWebPage({ headers, socket }: IncomingMessage): boolean {
  return headers.origin !== undefined || headers.host !== `127.0.0.1:${socket.localPort}`
}

function isToken(given: string | undefined, expected: string): boolean {
  if (given === undefined || given.length !== expected.length) return false
  return timingSafeEqual(Buffer.from(given, 'latin1'), Buffer.from(expected, 'latin1'))
}

function body(credentials: Credentials): object {
  return {
    AccessKeyId: credentials.accessKeyId,
    SecretAccessKey: credentials.secretAccessKey,
    Token: credentials.sessionToken ?? '',
    Expiration: credentials.expiration?.toISOString() ?? never,
  }
}

function refuse(response: ServerResponse, status: number, message: string): void {
  answer(response, status, { code: String(status), message })
}

function answer(response: ServerResponse, status: number, content: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end(JSON.stringify(content))
}
