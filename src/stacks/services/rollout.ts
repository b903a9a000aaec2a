/** How a deployment replaces the tasks of a service. */
export interface Rollout {
  readonly desired: number
  /** Tasks that stay healthy, at least. */
  readonly lower: number
  /** Tasks that run at once, at most. */
  readonly upper: number
  /** Tasks that are replaced at once; 0: the deployment cannot begin. */
  readonly batch: number
}

/** ECS rounds the minimum up and the maximum down. */
export function rolloutOf(desired: number, minimumPercent: number, maximumPercent: number): Rollout {
  const lower = Math.ceil((desired * minimumPercent) / 100)
  const upper = Math.floor((desired * maximumPercent) / 100)
  return { desired, lower, upper, batch: Math.max(0, Math.min(desired, upper - lower)) }
}

/** E.g. `4 tasks, 2 at a time, never fewer than 4`. */
export function rolloutWords({ desired, lower, upper, batch }: Rollout): string {
  if (desired === 0) return 'no tasks run'
  const count = tasks(desired)
  if (batch === 0) return `${count}, none of which can be replaced`
  if (lower === 0 && upper <= desired) {
    return `${count}: the old ${desired === 1 ? 'one stops' : 'ones stop'} before the new ${desired === 1 ? 'one starts' : 'ones start'}`
  }
  const pace = desired === 1 ? '' : batch === desired ? ', all at once' : `, ${batch} at a time`
  return `${count}${pace}, never fewer than ${lower}`
}

export function tasks(count: number): string {
  return count === 1 ? '1 task' : `${count} tasks`
}
