import { z } from 'zod'
import { listOf, type Refusal, refuse, strict, text } from './check.ts'

/** Scheme (optional), host or [IPv6], port; group 1 is the part that the recipe uses. */
export const proxyPattern =
  /^(?:http:\/\/)?((?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:]+\]):(\d{1,5}))\/?$/

export const proxy = strict({
  url: z
    .string()
    .superRefine(refuse(proxyFault))
    .describe('Host and port of the HTTP proxy, e.g. proxy.corp:3128.'),
  noProxy: listOf(text(/^[A-Za-z0-9.*:/[\]_-]+$/, 'Use one host name, IP address, CIDR or .domain per item.'))
    .default([])
    .describe(
      'Hosts, IP addresses, CIDRs or .domains that are accessed without the proxy, in addition to those that every instance needs.',
    ),
})
  .optional()
  .describe('HTTP proxy for the agent, Docker, logs and packages. Default: none.')

const how = 'Use HOST:PORT, e.g. proxy.corp:3128.'

function proxyFault(value: string): Refusal | undefined {
  if (value.includes('@')) {
    return {
      code: 'PROXY_CREDENTIALS',
      isSecret: true,
      problem: 'an address with a user name or password',
      why: 'It would be part of the AMI, and everyone who can launch the AMI could read it.',
      hint: `${how} Have the proxy identify the instances by their IP addresses.`,
    }
  }
  if (value.startsWith('https:')) {
    return {
      code: 'VALUE_FORMAT',
      problem: 'which uses TLS; the ECS agent does not support TLS to a proxy',
      hint: how,
    }
  }
  const port = Number(proxyPattern.exec(value)?.[2] ?? 0)
  return port > 0 && port <= 65_535
    ? undefined
    : { code: 'VALUE_FORMAT', problem: 'which is not HOST:PORT', hint: how }
}
