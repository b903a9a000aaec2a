import { once } from 'node:events'
import { Agent, createServer, type IncomingMessage, request, type Server } from 'node:http'
import { request as requestTls } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { TargetGroupRecord } from '#sandbox/load-balancers/types.ts'

/** A target group with short times; `id` ends its ARN. */
export function targetGroup(id: string, change: Partial<TargetGroupRecord> = {}): TargetGroupRecord {
  return {
    arn: `arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/${id}/0123456789abcdef`,
    region: 'us-east-1',
    protocol: 'HTTP',
    targetType: 'ip',
    healthCheck: {
      enabled: true,
      protocol: 'HTTP',
      port: 'traffic-port',
      path: '/health',
      intervalSeconds: 0.2,
      timeoutSeconds: 1,
      healthyThreshold: 2,
      unhealthyThreshold: 2,
      matcher: '200',
    },
    attributes: { 'deregistration_delay.timeout_seconds': '2' },
    targets: [],
    ...change,
  }
}

export interface WebServer {
  readonly port: number
  /** Status of `/health`. */
  health: number
  /** Requests but for those of health checks. */
  readonly requests: IncomingMessage[]
  close(): Promise<void>
}

/** Answers `/slow` after a second and a half, and anything else with its name. */
export async function webServer(name: string, address = '127.0.0.1'): Promise<WebServer> {
  const requests: IncomingMessage[] = []
  const server: Server = createServer((incoming, response) => {
    if (incoming.url === '/health') return response.writeHead(web.health).end()
    requests.push(incoming)
    const answer = () => response.end(name)
    return incoming.url === '/slow' ? setTimeout(answer, 1500) : answer()
  })
  server.listen(0, address)
  await once(server, 'listening')
  const web = {
    port: (server.address() as AddressInfo).port,
    health: 200,
    requests,
    async close() {
      server.closeAllConnections()
      server.close()
    },
  }
  return web
}

export interface Answer {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** A GET that does not verify certificates. */
export function get(
  url: string,
  options: { readonly agent?: Agent; readonly headers?: Record<string, string> } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const send = url.startsWith('https:') ? requestTls : request
    const call = send(url, { agent: false, rejectUnauthorized: false, ...options }, response => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const { statusCode: status = 0, headers } = response
        resolve({ status, headers, body: Buffer.concat(chunks).toString() })
      })
    })
    call.on('error', reject)
    call.end()
  })
}

/** 50 requests a second, on connections that stay open, until `stop` is called. */
export function load(url: string): { stop(): Promise<{ sent: number; failures: readonly string[] }> } {
  const agent = new Agent({ keepAlive: true, maxSockets: 8 })
  const failures: string[] = []
  const open = new Set<Promise<void>>()
  let sent = 0
  const timer = setInterval(() => {
    sent += 1
    const one = get(url, { agent })
      .then(({ status, body }) => {
        if (status !== 200) failures.push(`${status} ${body}`)
      })
      .catch((error: Error) => {
        failures.push(error.message)
      })
      .finally(() => open.delete(one))
    open.add(one)
  }, 20)
  return {
    async stop() {
      clearInterval(timer)
      await Promise.all(open)
      agent.destroy()
      return { sent, failures }
    },
  }
}
