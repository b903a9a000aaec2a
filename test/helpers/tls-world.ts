import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer as createProxy } from 'node:http'
import { createServer, type Server } from 'node:https'
import { type AddressInfo, connect, type Server as NetServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'

/** A TLS server of an authority that nobody knows, and a proxy before it, as in a company. */
export interface TlsWorld {
  /** PEM file of the authority. */
  readonly authority: string
  readonly serverPort: number
  readonly proxy: string
  /** What the proxy was asked to connect to, e.g. `sts.corp.test:443`. */
  readonly tunnels: string[]
  /** What the server answers to everything. */
  answer: { readonly status: number; readonly body: string }
  /** The proxy lets nobody through who does not say who he is. */
  proxyAsksWho: boolean
  close(): Promise<void>
}

/** The certificate is for these hosts; the proxy leads every host to the server. */
export async function startTlsWorld(hosts: readonly string[]): Promise<TlsWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'tls-'))
  await makeCertificates(folder, hosts)
  const read = (name: string) => readFile(join(folder, name))
  const server = createServer(
    { key: await read('server.key'), cert: await read('server.pem') },
    (_, response) => {
      response.writeHead(world.answer.status, { 'content-type': 'text/xml' })
      response.end(world.answer.body)
    },
  )
  const proxy = createProxy()
  proxy.on('connect', (request, client) => {
    world.tunnels.push(request.url ?? '')
    if (world.proxyAsksWho && request.headers['proxy-authorization'] === undefined) {
      client.end('HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n')
      return
    }
    const upstream = connect(portOf(server), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      client.pipe(upstream).pipe(client)
    })
    for (const socket of [client, upstream]) socket.on('error', () => socket.destroy())
  })
  await Promise.all([listen(server), listen(proxy)])
  const world: TlsWorld = {
    authority: join(folder, 'authority.pem'),
    serverPort: portOf(server),
    proxy: `http://127.0.0.1:${portOf(proxy)}`,
    tunnels: [],
    answer: { status: 500, body: '' },
    proxyAsksWho: false,
    close: async () => {
      for (const one of [server, proxy]) {
        one.close()
        one.closeAllConnections()
      }
      await rm(folder, { recursive: true })
    },
  }
  return world
}

async function makeCertificates(cwd: string, hosts: readonly string[]): Promise<void> {
  const names = hosts.map(host => `DNS:${host}`).join(',')
  const openssl = (...argv: string[]) => execa('openssl', argv, { cwd, stdin: 'ignore' })
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
  await openssl(
    'req',
    '-x509',
    ...key,
    '-keyout',
    'authority.key',
    '-out',
    'authority.pem',
    '-subj',
    '/CN=authority',
  )
  await openssl(
    ...['req', '-x509', ...key, '-keyout', 'server.key', '-out', 'server.pem', '-subj', '/CN=server'],
    ...['-CA', 'authority.pem', '-CAkey', 'authority.key', '-addext', `subjectAltName=${names}`],
    ...['-addext', 'basicConstraints=critical,CA:FALSE'],
  )
}

async function listen(server: NetServer): Promise<void> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
}

function portOf(server: Server | NetServer): number {
  return (server.address() as AddressInfo).port
}
