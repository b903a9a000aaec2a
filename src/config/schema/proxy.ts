import { z } from 'zod'
import { listOf, type Refusal, refuse, strict, text } from './check.ts'

/** Scheme (optional), host or [IPv6], port; group 1 is what the recipe takes. */
export const proxyPattern =
  /^(?:http:\/\/)?((?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:]+\]):(\d{1,5}))\/?$/

export const proxy = strict({
  url: z
    .string()
    .superRefine(refuse(proxyFault))
    .describe('Host and port of the HTTP proxy, e.g. proxy.corp:3128.'),
  noProxy: listOf(text(/^[A-Za-z0-9.*:/[\]_-]+$/, 'Use one host name, address, CIDR or .domain per line.'))
    .default([])
    .describe(
      'Hosts, addresses, CIDRs or .domains reached directly, beside the ones an instance always needs.',
    ),
})
  .optional()
  .describe('HTTP proxy that the agent, Docker, logs and packages go through. Default: none.')

const how = 'Use HOST:PORT, e.g. proxy.corp:3128.'

function proxyFault(value: string): Refusal | undefined {
  if (value.includes('@')) {
    return {
      code: 'PROXY_CREDENTIALS',
      isSecret: true,
      problem: 'an address with a user or password',
      why: 'It would be baked into the image, readable for everyone who may launch it.',
      hint: `${how} Let the proxy know the instances by their addresses.`,
    }
  }
  if (value.startsWith('https:')) {
    return {
      code: 'VALUE_FORMAT',
      problem: 'which would be spoken to over TLS: the ECS agent cannot',
      hint: how,
    }
  }
  const port = Number(proxyPattern.exec(value)?.[2] ?? 0)
  return port > 0 && port <= 65_535
    ? undefined
    : { code: 'VALUE_FORMAT', problem: 'which is no HOST:PORT', hint: how }
}
