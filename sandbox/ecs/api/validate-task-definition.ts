import { clientError, invalidParameter } from '../error.ts'
import { compileExpression } from '../scheduler/expression.ts'
import type { Members } from '../types.ts'
import { refuseRepeatedPorts, refuseSettings, refuseSums } from './validate-container.ts'
import { refuseDependencies } from './validate-dependencies.ts'

const namePattern = /^[a-zA-Z0-9_-]{1,255}$/
/** As on ECS: no spaces, quotes, or `$`. */
const imagePattern = /^[a-zA-Z0-9:./_@-]+$/
const logDrivers = ['json-file', 'syslog', 'journald', 'gelf', 'fluentd', 'awslogs', 'splunk', 'awsfirelens']
const networkModes = ['bridge', 'host', 'awsvpc', 'none']
const least = 6

/**
 * Refuses a task definition as RegisterTaskDefinition does.
 * @throws EcsError
 */
export function validateTaskDefinition(parameters: Members): void {
  const { family, containerDefinitions, networkMode, requiresCompatibilities, volumes, memory } = parameters
  if (typeof family !== 'string' || family === '') throw clientError('Family can not be blank.')
  if (!namePattern.test(family))
    throw clientError(
      'Family contains invalid characters. Up to 255 letters (uppercase and lowercase), numbers, underscores, and hyphens are allowed.',
    )
  const containers = listOf(containerDefinitions)
  if (containers.length === 0) throw clientError('Container list cannot be empty.')
  if (networkMode !== undefined && !networkModes.includes(String(networkMode)))
    throw invalidParameter(`Network mode should be one of [${networkModes.join(', ')}]`)
  if (listOf(requiresCompatibilities).length > 0 && !list(requiresCompatibilities).includes('EC2'))
    throw clientError('The sandbox runs tasks on EC2 only: requiresCompatibilities must contain EC2')
  const names = containers.map(({ name }) => name)
  for (const container of containers) refuseContainer(container, parameters)
  const repeated = names.find((name, index) => names.indexOf(name) !== index)
  if (repeated !== undefined)
    throw clientError(
      `Container names must be unique. Container name '${String(repeated)}' is used more than once.`,
    )
  refuseDependencies(containers)
  refuseSums(containers, parameters)
  refuseRepeatedPorts(containers, networkMode)
  if (containers.every(({ essential }) => essential === false))
    throw clientError('At least one container must be essential.')
  if (memory === undefined) for (const container of containers) requireMemory(container)
  const known = listOf(volumes).map(({ name }) => name)
  for (const { name, mountPoints } of containers)
    for (const { sourceVolume } of listOf(mountPoints))
      if (!known.includes(sourceVolume))
        throw clientError(`Unknown volume '${String(sourceVolume)}' in container '${String(name)}'.`)
  for (const { expression } of listOf(parameters.placementConstraints)) compileExpression(String(expression))
}

function refuseContainer(container: Members, task: Members): void {
  const { networkMode } = task
  const { name, image, logConfiguration, links, memory, memoryReservation } = container
  for (const [member, value] of Object.entries({ name, image }))
    if (typeof value !== 'string' || value === '')
      throw clientError(`Container.${member} should not be null or empty.`)
  if (!namePattern.test(String(name))) throw clientError('Container.name contains invalid characters.')
  if (!imagePattern.test(String(image))) throw clientError('Container.image contains invalid characters.')
  if (networkMode === 'awsvpc' && list(links).length > 0)
    throw clientError('Links are not supported when networkMode=awsvpc.')
  for (const [member, value] of Object.entries({ memory, memoryReservation }))
    if (value !== undefined && Number(value) < least)
      throw clientError(
        `Invalid '${member}' setting for container '${String(name)}'. Container memory must be at least ${least} MiB.`,
      )
  if (memory !== undefined && memoryReservation !== undefined && Number(memory) <= Number(memoryReservation))
    throw clientError(
      `Invalid setting for container '${String(name)}'. 'memory' must be greater than 'memoryReservation'.`,
    )
  refusePorts(container, String(networkMode))
  const driver = (logConfiguration as Members | undefined)?.logDriver
  if (driver !== undefined && !logDrivers.includes(String(driver)))
    throw clientError(
      `Log driver '${String(driver)}' is not supported. It should be one of [${logDrivers.join(', ')}]`,
    )
  if (driver === 'awslogs') requireLogOptions(logConfiguration as Members)
  refuseSettings(container, task)
}

function refusePorts({ portMappings }: Members, networkMode: string): void {
  for (const { containerPort, hostPort, protocol } of listOf(portMappings)) {
    if (Number(containerPort) < 1 || Number(containerPort) > 65535)
      throw clientError('Container port must be between 1 and 65535.')
    if (protocol !== undefined && protocol !== 'tcp' && protocol !== 'udp')
      throw clientError('Protocol should be one of [tcp, udp].')
    const isFixed = networkMode === 'awsvpc' || networkMode === 'host'
    if (isFixed && hostPort !== undefined && hostPort !== 0 && hostPort !== containerPort)
      throw clientError(
        `When networkMode=${networkMode}, the host ports and container ports in port mappings must match.`,
      )
  }
}

function requireLogOptions({ options }: Members): void {
  for (const option of ['awslogs-group', 'awslogs-region'])
    if ((options as Members | undefined)?.[option] === undefined)
      throw clientError(`Log driver awslogs requires options: ${option}`)
}

function requireMemory({ name, memory, memoryReservation }: Members): void {
  if (memory === undefined && memoryReservation === undefined)
    throw clientError(
      `Invalid setting for container '${String(name)}'. At least one of 'memory' or 'memoryReservation' must be specified.`,
    )
}

export function listOf(value: unknown): readonly Members[] {
  return Array.isArray(value) ? (value as Members[]) : []
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
