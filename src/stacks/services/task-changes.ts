import type { ContainerDefinition, TaskDefinition } from '../../aws/task-definition.ts'
import type { TaskChange } from './planned-service.ts'

/** What differs between two task definitions, without images. Values that look secret are hidden. */
export function taskChanges(before: TaskDefinition, after: TaskDefinition): TaskChange[] {
  const names = [...new Set([...before.containers, ...after.containers].map(({ name }) => name))]
  return [
    ...changed('CPU', before.cpu, after.cpu),
    ...changed('memory', before.memory, after.memory),
    ...changed('network mode', before.networkMode, after.networkMode),
    // CloudFormation does not know the ARN of a new role yet.
    ...(after.taskRole === null ? [] : changed('task role', before.taskRole, after.taskRole)),
    ...(after.executionRole === null
      ? []
      : changed('execution role', before.executionRole, after.executionRole)),
    ...changed('volumes', before.volumes.join(', '), after.volumes.join(', ')),
    ...names.flatMap(name => containerChanges(name, before, after)),
  ]
}

function containerChanges(name: string, before: TaskDefinition, after: TaskDefinition): TaskChange[] {
  const old = before.containers.find(container => container.name === name)
  const next = after.containers.find(container => container.name === name)
  if (old === undefined) return [{ what: `container ${name}`, before: null, after: 'added' }]
  if (next === undefined) return [{ what: `container ${name}`, before: 'removed', after: null }]
  const hasOwnPorts = after.networkMode === 'awsvpc' || after.networkMode === 'host'
  return [
    ...changed('CPU', old.cpu, next.cpu),
    ...changed('memory', old.memory, next.memory),
    ...changed('memory reservation', old.memoryReservation, next.memoryReservation),
    ...changed('essential', old.essential, next.essential),
    ...changed('command', words(old.command), words(next.command)),
    ...changed('entry point', words(old.entryPoint), words(next.entryPoint)),
    ...changed('ports', ports(old, hasOwnPorts), ports(next, hasOwnPorts)),
    ...mapChanges('environment', old.environment, next.environment, shown),
    ...mapChanges('secret', old.secrets, next.secrets, (_, value) => value),
    ...changed('log group', old.logs?.group ?? null, next.logs?.group ?? null),
  ].map(change => ({ ...change, what: `${name}: ${change.what}` }))
}

type Value = string | number | boolean | null

function changed(what: string, before: Value, after: Value): TaskChange[] {
  const [from, to] = [before, after].map(value => (value === null || value === '' ? null : String(value)))
  return from === to ? [] : [{ what, before: from ?? null, after: to ?? null }]
}

function mapChanges(
  what: string,
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
  show: (name: string, value: string) => string,
): TaskChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted()
  return names.flatMap(name => {
    const [old, next] = [before[name], after[name]]
    if (old === next) return []
    const text = (value: string | undefined) => (value === undefined ? null : show(name, value))
    return [{ what: `${what} ${name}`, before: text(old), after: text(next) }]
  })
}

/** Hides a value whose name says that it is a secret, and one with a password in a URL. */
function shown(name: string, value: string): string {
  return secretName.test(name) || /:\/\/[^/\s:@]*:[^/\s@]+@/.test(value) ? '****' : value
}

const secretName =
  /secret|token|passw|passphrase|credential|private|api_?key|access_?key|auth|dsn|connection/i

function words(command: readonly string[] | null): string | null {
  return command === null ? null : command.join(' ')
}

/** E.g. `8080/tcp`, `8080 on 80/tcp`. */
function ports({ ports: mappings }: ContainerDefinition, isOwn: boolean): string {
  return mappings
    .map(({ containerPort, hostPort, protocol }) => {
      const host = isOwn || hostPort === 0 ? '' : ` on ${hostPort}`
      return `${containerPort}${host}/${protocol}`
    })
    .join(', ')
}
