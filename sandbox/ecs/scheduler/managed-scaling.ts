import type { CapacityProvider, ContainerInstance } from '../types.ts'
import type { Demand } from './resources.ts'

export interface Load {
  /** Instances of the provider on which tasks run. */
  readonly used: number
  /** Registered instances of the provider. */
  readonly instances: readonly ContainerInstance[]
  /** Tasks that wait for an instance. */
  readonly waiting: readonly Demand[]
}

/**
 * The capacity that managed scaling aims at: CapacityProviderReservation (needed / running × 100) at the target capacity.
 * A larger size is reached in steps of the configured size; the result stays within the group's limits.
 */
export function targetSize({ managedScaling, group }: CapacityProvider, load: Load): number {
  if (group === null) return 0
  const { targetCapacity = 100, minimumScalingStepSize = 1, maximumScalingStepSize = 10_000 } = managedScaling
  const needed = load.used + instancesFor(load)
  const wanted = Math.ceil((needed * 100) / targetCapacity)
  const step = Math.min(maximumScalingStepSize, Math.max(minimumScalingStepSize, wanted - group.desired))
  const size = wanted > group.desired ? group.desired + step : wanted
  return Math.min(group.max, Math.max(group.min, size))
}

/** Empty instances that waiting tasks need: the lower bound of ECS, by the scarcest resource. */
function instancesFor({ waiting, instances }: Load): number {
  if (waiting.length === 0) return 0
  const [one] = instances
  if (one === undefined) return 1
  const cpu = waiting.reduce((total, demand) => total + demand.cpu, 0) / one.registered.CPU
  const memory = waiting.reduce((total, demand) => total + demand.memory, 0) / one.registered.MEMORY
  const samePort = Math.max(0, ...countsOfPorts(waiting))
  return Math.max(1, Math.ceil(Math.max(cpu, memory)), samePort)
}

/** Tasks with the same host port need an instance each. */
function countsOfPorts(waiting: readonly Demand[]): number[] {
  const counts = new Map<number, number>()
  for (const { ports } of waiting) for (const port of ports) counts.set(port, (counts.get(port) ?? 0) + 1)
  return [...counts.values()]
}
