import { once } from 'node:events'
import { createServer } from 'node:http'
import { answer } from './route.ts'
import { createTokenStore } from './tokens.ts'
import type { MetadataSource } from './types.ts'

export interface MetadataServer {
  close(): Promise<void>
}

/** The instance metadata service of all machines. It identifies the machine by the caller's address. */
export async function startMetadataServer(options: {
  readonly address: string
  readonly port: number
  readonly source: MetadataSource
  readonly now: () => Date
  /** Returns random bytes in hexadecimal. */
  readonly randomHex: (bytes: number) => string
}): Promise<MetadataServer> {
  const tokens = createTokenStore(options)
  const server = createServer((request, response) => {
    const address = request.socket.remoteAddress ?? ''
    const { method = 'GET', url: path = '/', headers } = request
    const {
      status,
      headers: answered,
      body,
    } = answer({ method, path, headers, address }, options.source(address), tokens)
    response.writeHead(status, { ...answered, Server: 'EC2ws', 'Content-Length': Buffer.byteLength(body) })
    response.end(method === 'HEAD' ? undefined : body)
  })
  server.listen(options.port, options.address)
  await once(server, 'listening')
  return {
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
