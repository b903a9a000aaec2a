import { clientError, invalidParameter } from '../error.ts'
import type { Members } from '../types.ts'

/** Refuses files and secrets that the agent cannot read, and times out of range; @throws EcsError */
export function refuseSettings(
  container: Members,
  { executionRoleArn, requiresCompatibilities }: Members,
): void {
  const { name, secrets, environmentFiles, logConfiguration, stopTimeout, healthCheck } = container
  const files = list(environmentFiles)
  const { secretOptions } = (logConfiguration ?? {}) as Members
  if (executionRoleArn === undefined) {
    if (list(secrets).length > 0 || list(secretOptions).length > 0)
      throw clientError(
        "When you are specifying container secrets, you must also specify a value for 'executionRoleArn'.",
      )
    if (files.length > 0)
      throw clientError(
        "When you are specifying environment files, you must also specify a value for 'executionRoleArn'.",
      )
  }
  for (const { value } of files)
    if (!String(value).endsWith('.env'))
      throw clientError(
        `Environment file '${String(value)}' of container '${String(name)}' must end in .env.`,
      )
  const [least, most] = isFargate(requiresCompatibilities) ? [2, 120] : [0, Number.POSITIVE_INFINITY]
  requireRange(name, 'stopTimeout', stopTimeout, least, most)
  for (const [member, [low, high]] of Object.entries(healthCheckRanges))
    requireRange(name, `healthCheck.${member}`, (healthCheck as Members | undefined)?.[member], low, high)
}

/** Seconds, and the number of retries. */
const healthCheckRanges: Readonly<Record<string, readonly [number, number]>> = {
  interval: [5, 300],
  timeout: [2, 60],
  retries: [1, 10],
  startPeriod: [0, 300],
}

function requireRange(name: unknown, member: string, value: unknown, low: number, high: number): void {
  if (value !== undefined && (Number(value) < low || Number(value) > high))
    throw clientError(
      `Invalid '${member}' setting for container '${String(name)}'. It must be between ${low} and ${high}.`,
    )
}

const isFargate = (compatibilities: unknown) => (list(compatibilities) as unknown[]).includes('FARGATE')

/** Refuses containers that need more than the task has; @throws EcsError */
export function refuseSums(containers: readonly Members[], { cpu, memory }: Members): void {
  const sum = (of: (container: Members) => unknown) =>
    containers.reduce((total, container) => total + Number(of(container) ?? 0), 0)
  if (sum(one => one.cpu) > Number(cpu ?? Number.POSITIVE_INFINITY))
    throw clientError("The total cpu of the containers must not exceed the task's cpu.")
  if (sum(one => one.memoryReservation ?? one.memory) > Number(memory ?? Number.POSITIVE_INFINITY))
    throw clientError("The total memory of the containers must not exceed the task's memory.")
}

/** Refuses a fixed host port that two port mappings of a task use; @throws EcsError */
export function refuseRepeatedPorts(containers: readonly Members[], networkMode: unknown): void {
  const isShared = networkMode === 'awsvpc' || networkMode === 'host'
  const ports = containers
    .flatMap(({ portMappings }) => list(portMappings))
    .map(({ hostPort, containerPort, protocol = 'tcp' }) => ({
      port: Number((isShared ? containerPort : hostPort) ?? 0),
      protocol,
    }))
    .filter(({ port }) => port !== 0)
    .map(({ port, protocol }) => `${port}/${String(protocol)}`)
  const repeated = ports.find((port, index) => ports.indexOf(port) !== index)
  if (repeated !== undefined)
    throw invalidParameter(`The host port ${repeated} is used by more than one port mapping.`)
}

function list(value: unknown): readonly Members[] {
  return Array.isArray(value) ? (value as Members[]) : []
}
