import type { PlacementInstance } from '../../aws/ecs-service.ts'
import type { TaskDefinition } from '../../aws/task-definition.ts'

/** What one task takes of an instance. */
export interface TaskNeed {
  readonly cpu: number
  /** MiB. */
  readonly memory: number
  /** Fixed host ports. */
  readonly ports: readonly { readonly port: number; readonly isUdp: boolean }[]
}

export interface Placement {
  /** Expressions of `memberOf` constraints, in the cluster query language. */
  readonly expressions: readonly string[]
  readonly isDistinct: boolean
}

export interface Room {
  /** How many tasks the instances can take now. */
  readonly tasks: number
  /** Why each full instance takes none, e.g. `i-1 lacks memory (100 of 512 MiB)`. */
  readonly lacks: readonly string[]
}

export function needOf({ cpu, memory, containers, networkMode }: TaskDefinition): TaskNeed {
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
  return {
    cpu: cpu ?? sum(containers.map(container => container.cpu)),
    memory: memory ?? sum(containers.map(container => container.memoryReservation ?? container.memory ?? 0)),
    ports: containers
      .flatMap(({ ports }) => ports)
      .map(({ containerPort, hostPort, protocol }) => ({
        port: networkMode === 'host' ? containerPort : networkMode === 'awsvpc' ? 0 : hostPort,
        isUdp: protocol === 'udp',
      }))
      .filter(({ port }) => port !== 0),
  }
}

/** Counts the tasks that fit by CPU, memory, ports and placement constraints; a constraint that it cannot read holds. */
export function roomFor(need: TaskNeed, placement: Placement, instances: readonly PlacementInstance[]): Room {
  const each = instances
    .filter(({ isTaking }) => isTaking)
    .map(instance => ({ instance, lack: lackOf(need, placement, instance) }))
  const lacks = each.flatMap(({ instance, lack }) =>
    lack === undefined ? [] : [`${instance.instanceId} ${lack}`],
  )
  const tasks = each
    .filter(({ lack }) => lack === undefined)
    .reduce((total, { instance }) => total + capacity(need, placement, instance), 0)
  return { tasks, lacks }
}

/** The instances that may take a task at all: a constraint that cannot be read holds. */
export function eligible(
  { expressions }: Placement,
  instances: readonly PlacementInstance[],
): PlacementInstance[] {
  return instances.filter(
    ({ isTaking, attributes }) =>
      isTaking && expressions.every(expression => isMember(expression, attributes)),
  )
}

function lackOf(need: TaskNeed, { expressions }: Placement, instance: PlacementInstance): string | undefined {
  const { cpu, memory, tcpPorts, udpPorts, attributes } = instance
  if (need.cpu > cpu) return `lacks CPU (${cpu} of ${need.cpu} units free)`
  if (need.memory > memory) return `lacks memory (${memory} of ${need.memory} MiB free)`
  const taken = need.ports.find(({ port, isUdp }) => (isUdp ? udpPorts : tcpPorts).includes(String(port)))
  if (taken !== undefined) return `uses port ${taken.port}`
  const broken = expressions.find(expression => !isMember(expression, attributes))
  return broken === undefined ? undefined : `is not a member of "${broken}"`
}

function capacity(need: TaskNeed, { isDistinct }: Placement, { cpu, memory }: PlacementInstance): number {
  if (isDistinct || need.ports.length > 0) return 1
  const byCpu = need.cpu === 0 ? Number.POSITIVE_INFINITY : Math.floor(cpu / need.cpu)
  const byMemory = need.memory === 0 ? Number.POSITIVE_INFINITY : Math.floor(memory / need.memory)
  return Math.min(byCpu, byMemory, mostTasks)
}

/** An instance never runs more (ECS quota for an instance with trunking is lower). */
const mostTasks = 1000

/** A single comparison of an attribute; anything else counts as true. */
function isMember(expression: string, attributes: PlacementInstance['attributes']): boolean {
  const [, name, operator, value = ''] =
    /^\s*attribute:([\w./-]+)\s*(==|!=|=~|!~|equals|not_equals)\s*(\S+)\s*$/.exec(expression) ?? []
  if (name === undefined) return true
  const own = attributes[name]
  if (operator === '==' || operator === 'equals') return own === value
  if (operator === '!=' || operator === 'not_equals') return own !== value
  const matches = new RegExp(`^${value.split('*').map(escaped).join('.*')}$`).test(own ?? '')
  return operator === '=~' ? matches : !matches
}

function escaped(text: string): string {
  return text.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&')
}
