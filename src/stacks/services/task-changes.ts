import {
  type ContainerDefinition,
  type TaskDefinition,
  unknownYet,
  withoutMarker,
} from '../../aws/task-definition.ts'
import type { Masking } from '../plan/masking.ts'
import type { TaskChange } from './planned-service.ts'
import { settingChanges } from './setting-changes.ts'

/** What differs between two task definitions, without images. Values that look secret are hidden. */
export function taskChanges(before: TaskDefinition, after: TaskDefinition, masking: Masking): TaskChange[] {
  const names = [...new Set([...before.containers, ...after.containers].map(({ name }) => name))]
  return [
    ...changed('CPU', before.cpu, orUnknown(after, 'cpu', after.cpu)),
    ...changed('memory', before.memory, orUnknown(after, 'memory', after.memory)),
    // The default of ECS on container instances.
    ...changed(
      'network mode',
      before.networkMode ?? 'bridge',
      orUnknown(after, 'networkMode', after.networkMode) ?? 'bridge',
    ),
    // CloudFormation does not know the ARN of a new role yet.
    ...(after.taskRole === null ? [] : changed('task role', before.taskRole, after.taskRole)),
    ...(after.executionRole === null
      ? []
      : changed('execution role', before.executionRole, after.executionRole)),
    ...settingChanges(before.raw, after.raw, shownOfTask, masking),
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
    ...changed('CPU', old.cpu, orUnknown(next, 'cpu', next.cpu)),
    ...changed('memory', old.memory, orUnknown(next, 'memory', next.memory)),
    ...changed(
      'memory reservation',
      old.memoryReservation,
      orUnknown(next, 'memoryReservation', next.memoryReservation),
    ),
    ...changed('essential', old.essential, next.essential),
    ...wordChanges('command', old.command, next.command, masking),
    ...wordChanges('entry point', old.entryPoint, next.entryPoint, masking),
    ...changed('ports', ports(old, hasOwnPorts), ports(next, hasOwnPorts)),
    ...mapChanges('environment', old.environment, next.environment, masking.named),
    ...mapChanges('secret', old.secrets, next.secrets, (_, value) => value),
    ...logChanges(old, next, masking),
    ...settingChanges(old.raw, next.raw, shownOfContainer, masking),
  ].map(change => ({ ...change, what: `${name}: ${change.what}` }))
}

/** Shown in another way, or no setting. */
const shownOfTask: ReadonlySet<string> = new Set([
  ...[
    'containerDefinitions',
    'cpu',
    'memory',
    'networkMode',
    'taskRoleArn',
    'executionRoleArn',
    'family',
    'tags',
  ],
  ...['taskDefinitionArn', 'revision', 'status', 'requiresAttributes', 'compatibilities'],
  ...['requiresCompatibilities', 'registeredAt', 'registeredBy', 'deregisteredAt', 'deleteRequestedAt'],
])
const shownOfContainer: ReadonlySet<string> = new Set([
  ...['name', 'image', 'cpu', 'memory', 'memoryReservation', 'essential', 'command', 'entryPoint'],
  ...['environment', 'secrets', 'portMappings', 'logConfiguration'],
])

function logChanges(
  before: ContainerDefinition,
  after: ContainerDefinition,
  { named }: Masking,
): TaskChange[] {
  const [old, next] = [before, after].map(({ raw }) => (raw.logConfiguration ?? {}) as LogConfiguration)
  const driver = changed('log driver', old?.logDriver ?? null, next?.logDriver ?? null)
  const options = mapChanges('log option', texts(old?.options), texts(next?.options), named)
  const secrets = mapChanges('log option', logSecrets(old), logSecrets(next), (_, value) => value)
  return [...driver, ...options, ...secrets].map(change =>
    change.what === 'log option awslogs-group' ? { ...change, what: 'log group' } : change,
  )
}

interface LogConfiguration {
  readonly logDriver?: string
  readonly options?: Readonly<Record<string, unknown>>
  readonly secretOptions?: readonly { readonly name: string; readonly valueFrom: string }[]
}

function texts(options: Readonly<Record<string, unknown>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [name, String(value)]))
}

function logSecrets(given: LogConfiguration | undefined): Record<string, string> {
  return Object.fromEntries((given?.secretOptions ?? []).map(({ name, valueFrom }) => [name, valueFrom]))
}

/** The value, or that only CloudFormation knows it. */
function orUnknown(
  { raw }: { readonly raw: Readonly<Record<string, unknown>> },
  key: string,
  value: Value,
): Value {
  const given = raw[key]
  return typeof given === 'string' && given.includes(unknownYet) ? withoutMarker(given) : value
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
