import type { Resources } from '../../aws/ecs.ts'

/** What runs on an instance now. */
export interface InstanceLoad {
  readonly tasks: number
  /** Reserved by its tasks. */
  readonly used: Resources
  /** What further tasks could reserve. */
  readonly free: Resources
}

export function tasksOn(instances: readonly InstanceLoad[]): number {
  return sum(instances.map(({ tasks }) => tasks))
}

/**
 * Whether the others have room for the tasks of whichever instances are replaced together. By the sum of CPU and memory:
 * ports, placement and single large tasks are not looked at.
 */
export function isTakenByOthers(instances: readonly InstanceLoad[], batch: number): boolean {
  if (batch >= instances.length) return false
  return (['cpu', 'memory'] as const).every(resource => {
    const fullest = instances.toSorted((a, b) => b.used[resource] - a.used[resource])
    const going = sum(fullest.slice(0, batch).map(({ used }) => used[resource]))
    return going <= sum(fullest.slice(batch).map(({ free }) => free[resource]))
  })
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
