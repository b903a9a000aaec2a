/** What a task definition runs. Null: only ECS or CloudFormation knows the value. */
export interface TaskDefinition {
  /** Null if it is not registered yet. */
  readonly arn: string | null
  readonly family: string | null
  readonly networkMode: string | null
  /** Of the whole task: CPU units and MiB; null: the sum of the containers. */
  readonly cpu: number | null
  readonly memory: number | null
  readonly taskRole: string | null
  readonly executionRole: string | null
  readonly containers: readonly ContainerDefinition[]
  /** All settings, as given. */
  readonly raw: Readonly<Record<string, unknown>>
}

export interface ContainerDefinition {
  readonly name: string
  readonly image: string | null
  readonly cpu: number
  /** MiB; the hard limit. */
  readonly memory: number | null
  /** MiB; what is reserved on the instance. */
  readonly memoryReservation: number | null
  readonly essential: boolean
  readonly command: readonly string[] | null
  readonly entryPoint: readonly string[] | null
  readonly environment: Readonly<Record<string, string>>
  /** ARNs by the name of the variable. */
  readonly secrets: Readonly<Record<string, string>>
  readonly ports: readonly PortMapping[]
  /** Null without the log driver awslogs. */
  readonly logs: LogOptions | null
  /** All settings, as given. */
  readonly raw: Readonly<Record<string, unknown>>
}

export interface PortMapping {
  readonly containerPort: number
  /** 0: ECS chooses one. */
  readonly hostPort: number
  readonly protocol: string
}

/** Options of the log driver awslogs. */
export interface LogOptions {
  readonly group: string
  readonly region: string | null
  /** Null: the stream has the id of the container. */
  readonly streamPrefix: string | null
}

/** Reads the form of the ECS API, or of a template with names in camel case. */
export function toTaskDefinition(given: unknown): TaskDefinition {
  const raw = map(given)
  return {
    arn: text(raw.taskDefinitionArn),
    family: text(raw.family),
    networkMode: text(raw.networkMode),
    cpu: quantity(raw.cpu, 'vcpu'),
    memory: quantity(raw.memory, 'gb'),
    taskRole: text(raw.taskRoleArn),
    executionRole: text(raw.executionRoleArn),
    containers: list(raw.containerDefinitions).map(toContainer),
    raw,
  }
}

function toContainer(given: unknown): ContainerDefinition {
  const raw = map(given)
  return {
    name: String(raw.name ?? ''),
    image: text(raw.image),
    cpu: number(raw.cpu) ?? 0,
    memory: number(raw.memory),
    memoryReservation: number(raw.memoryReservation),
    essential: String(raw.essential ?? true) !== 'false',
    command: texts(raw.command),
    entryPoint: texts(raw.entryPoint),
    environment: pairs(raw.environment, 'value'),
    secrets: pairs(raw.secrets, 'valueFrom'),
    ports: list(raw.portMappings).map(toPort),
    logs: toLogs(raw.logConfiguration),
    raw,
  }
}

function toPort(given: unknown): PortMapping {
  const raw = map(given)
  return {
    containerPort: number(raw.containerPort) ?? 0,
    hostPort: number(raw.hostPort) ?? 0,
    protocol: text(raw.protocol) ?? 'tcp',
  }
}

function toLogs(given: unknown): LogOptions | null {
  const raw = map(given)
  const options = map(raw.options)
  const group = text(options['awslogs-group'])
  if (raw.logDriver !== 'awslogs' || group === null) return null
  return {
    group,
    region: text(options['awslogs-region']),
    streamPrefix: text(options['awslogs-stream-prefix']),
  }
}

function map(value: unknown): Readonly<Record<string, unknown>> {
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isMap ? (value as Readonly<Record<string, unknown>>) : {}
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' && !value.includes(unknownYet) ? value : null
}

function texts(value: unknown): readonly string[] | null {
  return Array.isArray(value) && value.length > 0 ? value.map(String) : null
}

function number(value: unknown): number | null {
  const found = typeof value === 'string' && value !== '' ? Number(value) : value
  return typeof found === 'number' && !Number.isNaN(found) ? found : null
}

/** A number, or text such as `.25 vCPU` and `0.5GB` of the whole task. */
function quantity(value: unknown, unit: 'vcpu' | 'gb'): number | null {
  const amount = typeof value === 'string' ? value.toLowerCase().split(unit) : []
  return amount.length === 2 && amount[1] === '' ? (number(amount[0]?.trim()) ?? 0) * 1024 : number(value)
}

function pairs(value: unknown, key: 'value' | 'valueFrom'): Record<string, string> {
  return Object.fromEntries(
    list(value).map(entry => [String(map(entry).name ?? ''), String(map(entry)[key] ?? '')]),
  )
}

/** In a change set, a value that CloudFormation knows only while it applies the change. */
export const unknownYet = '{{changeSet:KNOWN_AFTER_APPLY}}'

/** Says in words that a value, or a part of it, is not known yet. */
export function withoutMarker(text: string): string {
  return text.replaceAll(unknownYet, '(known only while the change is applied)')
}
