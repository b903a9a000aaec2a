import { once } from 'node:events'
import { createServer } from 'node:http'
import { answer } from './route.ts'
import { createTokenStore } from './tokens.ts'
import type { InstanceMetadata, MetadataSource } from './types.ts'

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
    const instance = options.source(address)
    if (method === 'PUT' && !arrives(instance, request.socket.remotePort)) return
    const { status, headers: answered, body } = answer({ method, path, headers, address }, instance, tokens)
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

/** Machines forward the requests of containers from these ports (sandbox/tree/root/usr/lib/sandbox/ecs/network.py). */
const firstForwardedPort = 61_000

/** The hop limit is that of the response with a token; with 1 it does not get beyond the machine. */
function arrives(instance: InstanceMetadata | undefined, port: number | undefined): boolean {
  const hops = port !== undefined && port >= firstForwardedPort ? 2 : 1
  return instance === undefined || instance.options.httpPutResponseHopLimit >= hops
}
