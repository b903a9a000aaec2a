import type { Resources } from '../../aws/ecs.ts'

/** What currently runs on an instance. */
export interface InstanceLoad {
  readonly tasks: number
  /** What its tasks reserve. */
  readonly used: Resources
  /** What is left to reserve. */
  readonly free: Resources
}

export function tasksOn(instances: readonly InstanceLoad[]): number {
  return sum(instances.map(({ tasks }) => tasks))
}

/**
 * Whether the other instances have room for the tasks of any batch that is replaced together. Compares the sums of CPU
 * and memory; ignores ports, placement constraints and single large tasks.
 */
export function isTakenByOthers(instances: readonly InstanceLoad[], batch: number): boolean {
  if (batch >= instances.length) return false
  return (['cpu', 'memory'] as const).every(resource => {
    const fullest = instances.toSorted((a, b) => b.used[resource] - a.used[resource])
    const moving = sum(fullest.slice(0, batch).map(({ used }) => used[resource]))
    return moving <= sum(fullest.slice(batch).map(({ free }) => free[resource]))
  })
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
