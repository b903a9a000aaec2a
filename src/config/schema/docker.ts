import { z } from 'zod'
import { type Refusal, refuse } from './check.ts'

/** Set by the recipe or by docker.service: Docker does not start when flag and file both name one. */
const reserved: Readonly<Record<string, string>> = {
  'data-root': 'Docker\'s volumes are put on the data volume by the recipe; use "dataVolume".',
  graph: 'Docker\'s volumes are put on the data volume by the recipe; use "dataVolume".',
  hosts: 'docker.service names the socket; remove the key.',
  containerd: 'docker.service names the socket; remove the key.',
  pidfile: 'docker.service names the file; remove the key.',
  proxies: 'Use "proxy", which also serves the agent, the logs and the packages.',
  'http-proxy': 'Use "proxy", which also serves the agent, the logs and the packages.',
  'https-proxy': 'Use "proxy", which also serves the agent, the logs and the packages.',
  'no-proxy': 'Use "proxy.noProxy", which also serves the agent, the logs and the packages.',
}

const key = z.string().min(1, 'Use a key of daemon.json.').superRefine(refuse(keyFault))

export const docker = z
  .record(key, z.json())
  .superRefine(checkLogging)
  .default({})
  .describe("Content of Docker's daemon.json. Default: log-driver json-file, three files of 10 MB each.")

const textHint = 'Write text, in quotes: Docker takes nothing else here.'

function checkLogging(settings: Record<string, unknown>, context: z.RefinementCtx): void {
  const refuseAt = (path: string[], input: unknown, expected: 'string' | 'record', message: string) =>
    context.addIssue({ code: 'invalid_type', path, input, expected, message })
  const { 'log-driver': driver, 'log-opts': options } = settings
  if (driver !== undefined && typeof driver !== 'string') refuseAt(['log-driver'], driver, 'string', textHint)
  if (options === undefined) return
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    refuseAt(['log-opts'], options, 'record', 'Write a map such as {max-size: 10m}.')
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
    problem: 'that daemon.json must not have here',
    why: 'Two places for one setting contradict each other, and Docker may then not start.',
    hint,
  }
}
