import type { Ecs } from '../../aws/ecs.ts'
import type { StackResource } from '../../aws/stack.ts'
import { clustersOf } from '../container-instances.ts'

/** A draining instance and the tasks that still run on it. */
export interface HeldInstance {
  readonly instanceId: string
  /** Number of tasks by owner, e.g. `{"service web": 2, "task family job": 1}`. */
  readonly tasks: Readonly<Record<string, number>>
}

/** The draining instances of the stack's clusters that still run tasks, at most ten of each cluster. */
export async function heldInstances(
  resources: readonly StackResource[],
  ecs: () => Promise<Pick<Ecs, 'containerInstances' | 'taskGroups'>>,
): Promise<readonly HeldInstance[]> {
  const clusters = clustersOf(resources)
  if (clusters.length === 0) return []
  const client = await ecs()
  const held = await Promise.all(
    clusters.map(async cluster => {
      const draining = await client.containerInstances(cluster, 'DRAINING')
      const busy = draining.filter(({ runningTasks }) => runningTasks > 0).slice(0, 10)
      return Promise.all(
        busy.map(async ({ arn, instanceId }) => ({
          instanceId,
          tasks: count((await client.taskGroups(cluster, arn)).map(ownerOf)),
        })),
      )
    }),
  )
  return held.flat()
}

/** One line of text; undefined if no instance is held up. */
export function drainText(held: readonly HeldInstance[]): string | undefined {
  if (held.length === 0) return undefined
  const instances = held.map(({ instanceId, tasks }) => {
    const owners = Object.entries(tasks).map(
      ([owner, number]) => `${owner} (${number === 1 ? '1 task' : `${number} tasks`})`,
    )
    return `${instanceId} runs ${owners.join(', ')}`
  })
  return `draining waits for tasks to stop: ${instances.join('; ')}`
}

function ownerOf(group: string): string {
  const [kind, ...name] = group.split(':')
  return kind === 'service' ? `service ${name.join(':')}` : `task family ${name.join(':') || group}`
}

function count(owners: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const owner of owners) counts[owner] = (counts[owner] ?? 0) + 1
  return counts
}
