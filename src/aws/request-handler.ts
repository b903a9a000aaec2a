import { Agent, type AgentOptions } from 'node:https'
import type { HttpHandler, HttpRequest } from '@smithy/core/protocols'
import { NodeHttpHandler, type NodeHttpHandlerOptions } from '@smithy/node-http-handler'
import { HttpsProxyAgent } from 'https-proxy-agent'

export type RequestHandler = HttpHandler<NodeHttpHandlerOptions>

/** How this machine connects to AWS. */
export interface NetworkPath {
  /** Address of the proxy for a URL; empty for a direct connection. */
  readonly proxyFor: (url: string) => string
  /** Trusted certificate authorities as PEM; null: the built-in ones. */
  readonly authorities: string | null
}

/** Adds HTTPS_PROXY and AWS_CA_BUNDLE, which the SDK does not support. */
export function createRequestHandler({ proxyFor, authorities }: NetworkPath): RequestHandler {
  const trust: AgentOptions = authorities === null ? {} : { ca: authorities }
  const direct = handlerOf(new Agent({ keepAlive: true, maxSockets: 50, ...trust }))
  const proxied = new Map<string, NodeHttpHandler>()

  function handlerFor(request: HttpRequest): NodeHttpHandler {
    // Plain HTTP is a local custom endpoint, such as a sandbox's.
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

/** The authorities apply to the proxy itself and to AWS behind it. */
function proxyAgent(proxy: string, trust: AgentOptions): Agent {
  const agent = new HttpsProxyAgent(proxy, { keepAlive: true, maxSockets: 50, ...trust })
  Object.assign(agent.options, trust)
  return agent as unknown as Agent
}

function addressOf({ protocol, hostname, port, path }: HttpRequest): string {
  return `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}${path}`
}
