import type { ContainerInstance, Task, TaskDefinition } from '../types.ts'
import { taskInterfaces } from './network-interfaces.ts'

/** What a task reserves on an instance. */
export interface Demand {
  /** CPU units. */
  readonly cpu: number
  /** MiB: the reservation, or the limit if there is none. */
  readonly memory: number
  readonly ports: readonly number[]
  readonly udpPorts: readonly number[]
  /** 1 with the network mode awsvpc. */
  readonly networkInterfaces: number
}

/** What is free on an instance. */
export interface Room {
  cpu: number
  memory: number
  /** Ports in use or reserved. */
  readonly ports: Set<number>
  readonly udpPorts: Set<number>
  networkInterfaces: number
}

/** Resources of a task: its own size, or the sum of its containers'. Dynamic host ports reserve nothing. */
export function demandOf(definition: TaskDefinition): Demand {
  const { containerDefinitions, networkMode } = definition
  const sum = (of: (container: (typeof containerDefinitions)[number]) => number) =>
    containerDefinitions.reduce((total, container) => total + of(container), 0)
  const mappings = networkMode === 'awsvpc' ? [] : containerDefinitions.flatMap(one => one.portMappings ?? [])
  const ports = (udp: boolean) =>
    mappings
      .filter(({ protocol }) => (protocol === 'udp') === udp)
      .map(({ hostPort, containerPort }) => (networkMode === 'host' ? containerPort : (hostPort ?? 0)))
      .filter(port => port !== 0)
  return {
    cpu: definition.cpu === undefined ? sum(({ cpu }) => cpu ?? 0) : Number(definition.cpu),
    memory:
      definition.memory === undefined
        ? sum(({ memory, memoryReservation }) => memoryReservation ?? memory ?? 0)
        : Number(definition.memory),
    ports: ports(false),
    udpPorts: ports(true),
    networkInterfaces: networkMode === 'awsvpc' ? 1 : 0,
  }
}

/** The room on an instance beside its tasks. A task holds its resources until it is stopped. */
export function roomOn(instance: ContainerInstance, tasks: Iterable<Task>): Room {
  const { CPU, MEMORY, PORTS, PORTS_UDP } = instance.registered
  const room: Room = {
    cpu: CPU,
    memory: MEMORY,
    ports: new Set(PORTS),
    udpPorts: new Set(PORTS_UDP),
    networkInterfaces: taskInterfaces(instance.instanceType),
  }
  for (const task of tasks) {
    if (task.containerInstanceArn !== instance.containerInstanceArn || task.lastStatus === 'STOPPED') continue
    occupy(room, demandOf(task.definition))
  }
  return room
}

export function occupy(room: Room, { cpu, memory, ports, udpPorts, networkInterfaces }: Demand): void {
  room.networkInterfaces -= networkInterfaces
  room.cpu -= cpu
  room.memory -= memory
  for (const port of ports) room.ports.add(port)
  for (const port of udpPorts) room.udpPorts.add(port)
}

/** What keeps a demand out of the room, as in an API failure's reason (`RESOURCE:MEMORY`); undefined if it fits. */
export function shortage(
  room: Room,
  demand: Demand,
): 'RESOURCE:CPU' | 'RESOURCE:MEMORY' | 'RESOURCE:PORTS' | 'RESOURCE:ENI' | undefined {
  if (demand.cpu > room.cpu) return 'RESOURCE:CPU'
  if (demand.memory > room.memory) return 'RESOURCE:MEMORY'
  const taken =
    demand.ports.some(port => room.ports.has(port)) || demand.udpPorts.some(port => room.udpPorts.has(port))
  if (taken) return 'RESOURCE:PORTS'
  return demand.networkInterfaces > room.networkInterfaces ? 'RESOURCE:ENI' : undefined
}
