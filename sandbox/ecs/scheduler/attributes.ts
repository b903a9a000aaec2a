import type { Attribute, ContainerInstance, Members, TaskDefinition } from '../types.ts'

const architecture = 'ecs.cpu-architecture'
const logDriver = 'com.amazonaws.ecs.capability.logging-driver.'

/** The attributes that a task needs on its instance: the CPU architecture, and the log drivers of its containers. */
export function requiredAttributes(definition: TaskDefinition): readonly Attribute[] {
  const { cpuArchitecture } = (definition.runtimePlatform ?? {}) as Members
  const drivers = definition.containerDefinitions.flatMap(
    ({ logConfiguration }) => (logConfiguration as Members | undefined)?.logDriver ?? [],
  )
  return [
    ...(cpuArchitecture === undefined
      ? []
      : [{ name: architecture, value: String(cpuArchitecture).toLowerCase() }]),
    ...[...new Set(drivers)].map(driver => ({ name: `${logDriver}${String(driver)}` })),
  ]
}

export function hasAttribute({ attributes }: ContainerInstance, { name, value }: Attribute): boolean {
  const present = attributes.find(one => one.name === name)
  return name === architecture ? present?.value === value : present !== undefined
}
