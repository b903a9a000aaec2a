import { z } from 'zod'
import { evenWithFaults, type Refusal, refuse } from './check.ts'

/** Set by the recipe or by docker.service: Docker does not start when both the flag and the file set a key. */
const reserved: Readonly<Record<string, string>> = {
  'data-root': 'Use "dataVolume.docker: all" to have all of Docker on the data volume.',
  graph: 'Use "dataVolume.docker: all" to have all of Docker on the data volume.',
  hosts: 'Remove the key: docker.service sets the socket.',
  containerd: 'Remove the key: docker.service sets the socket.',
  pidfile: 'Remove the key: docker.service sets the file.',
  proxies: 'Use "proxy", which also applies to the agent, logs and packages.',
  'http-proxy': 'Use "proxy", which also applies to the agent, logs and packages.',
  'https-proxy': 'Use "proxy", which also applies to the agent, logs and packages.',
  'no-proxy': 'Use "proxy.noProxy", which also applies to the agent, logs and packages.',
}

const key = z.string().min(1, 'Use a key of daemon.json.').superRefine(refuse(keyFault))

export const docker = z
  .record(key, z.json())
  .superRefine(checkLogging, evenWithFaults)
  .default({})
  .describe(
    "Content of Docker's daemon.json, merged into the one of the base AMI. The log driver json-file, which is the default, gets three files of 10 MB each unless log-opts sets other limits.",
  )

const textHint = 'Use a string, in quotes: Docker accepts nothing else here.'

function checkLogging(settings: Record<string, unknown>, context: z.RefinementCtx): void {
  const refuseAt = (path: string[], input: unknown, expected: 'string' | 'record', message: string) =>
    context.addIssue({ code: 'invalid_type', path, input, expected, message })
  const { 'log-driver': driver, 'log-opts': options } = settings
  if (driver !== undefined && typeof driver !== 'string') refuseAt(['log-driver'], driver, 'string', textHint)
  if (options === undefined) return
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    refuseAt(['log-opts'], options, 'record', 'Use a map such as {max-size: 10m}.')
    return
  }
  for (const [name, value] of Object.entries(options)) {
    if (typeof value !== 'string') refuseAt(['log-opts', name], value, 'string', textHint)
  }
}

function keyFault(name: string): Refusal | undefined {
  const hint = Object.hasOwn(reserved, name) ? reserved[name] : undefined
  if (hint === undefined) return undefined
  return {
    code: 'DOCKER_KEY_RESERVED',
    problem: 'it is already set outside of daemon.json',
    why: 'Docker may not start when a setting is set in two places.',
    hint,
  }
}
