import { Agent, type AgentOptions } from 'node:https'
import type { HttpHandler, HttpRequest } from '@smithy/core/protocols'
import { NodeHttpHandler, type NodeHttpHandlerOptions } from '@smithy/node-http-handler'
import { HttpsProxyAgent } from 'https-proxy-agent'

export type RequestHandler = HttpHandler<NodeHttpHandlerOptions>

/** How this machine reaches AWS. */
export interface NetworkPath {
  /** Address of the proxy for a URL; empty when it is reached directly. */
  readonly proxyFor: (url: string) => string
  /** Certificates of the authorities to trust instead of the built-in ones, as PEM; null: the built-in ones. */
  readonly authorities: string | null
}

/** What the SDK leaves out: it knows no HTTPS_PROXY and no AWS_CA_BUNDLE by itself. */
export function createRequestHandler({ proxyFor, authorities }: NetworkPath): RequestHandler {
  const trust: AgentOptions = authorities === null ? {} : { ca: authorities }
  const direct = handlerOf(new Agent({ keepAlive: true, maxSockets: 50, ...trust }))
  const proxied = new Map<string, NodeHttpHandler>()

  function handlerFor(request: HttpRequest): NodeHttpHandler {
    // Plain HTTP is an own endpoint nearby, such as a sandbox's.
    const proxy = request.protocol === 'https:' ? proxyFor(addressOf(request)) : ''
    if (proxy === '') return direct
    const known = proxied.get(proxy) ?? handlerOf(proxyAgent(proxy, trust))
    proxied.set(proxy, known)
    return known
  }

  const every = () => [direct, ...proxied.values()]
  return {
    metadata: direct.metadata,
    handle: async (request, options) => handlerFor(request).handle(request, options),
    updateHttpClientConfig(key, value) {
      for (const handler of every()) handler.updateHttpClientConfig(key, value)
    },
    httpHandlerConfigs: () => direct.httpHandlerConfigs(),
    destroy() {
      for (const handler of every()) handler.destroy()
    },
  }
}

function handlerOf(httpsAgent: Agent): NodeHttpHandler {
  return new NodeHttpHandler({ httpsAgent, connectionTimeout: 10_000 })
}

/** The proxy itself and what is behind it are trusted alike. */
function proxyAgent(proxy: string, trust: AgentOptions): Agent {
  const agent = new HttpsProxyAgent(proxy, { keepAlive: true, maxSockets: 50, ...trust })
  Object.assign(agent.options, trust)
  return agent as unknown as Agent
}

function addressOf({ protocol, hostname, port, path }: HttpRequest): string {
  return `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}${path}`
}
