import { type ContainerDefinition, type TaskDefinition, withoutMarker } from '../../aws/task-definition.ts'
import type { Masking } from '../plan/masking.ts'
import type { TaskChange } from './planned-service.ts'

/** What differs between two task definitions, without images. Values that look secret are hidden. */
export function taskChanges(before: TaskDefinition, after: TaskDefinition, masking: Masking): TaskChange[] {
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
    ...names.flatMap(name => containerChanges(name, before, after, masking)),
  ]
}

function containerChanges(
  name: string,
  before: TaskDefinition,
  after: TaskDefinition,
  masking: Masking,
): TaskChange[] {
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
    ...wordChanges('command', old.command, next.command, masking),
    ...wordChanges('entry point', old.entryPoint, next.entryPoint, masking),
    ...changed('ports', ports(old, hasOwnPorts), ports(next, hasOwnPorts)),
    ...mapChanges('environment', old.environment, next.environment, masking.named),
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
    const text = (value: string | undefined) =>
      value === undefined ? null : withoutMarker(show(name, value))
    return [{ what: `${what} ${name}`, before: text(old), after: text(next) }]
  })
}

/** Compares what is hidden as well. */
function wordChanges(
  what: string,
  before: readonly string[] | null,
  after: readonly string[] | null,
  { words }: Masking,
): TaskChange[] {
  const text = (command: readonly string[] | null) =>
    command === null ? null : withoutMarker(words(command).join(' '))
  return before?.join('\0') === after?.join('\0') ? [] : [{ what, before: text(before), after: text(after) }]
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
