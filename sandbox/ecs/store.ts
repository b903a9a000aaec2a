import type { Service, Task, TaskDefinition } from './types.ts'

/** Stopped tasks and deleted services are described for one hour, as on ECS. */
const hour = 3_600_000

/** The data of ECS that does not live in moto. */
export interface Store {
  /** By region and family; the index is the revision minus one. */
  readonly families: Map<string, TaskDefinition[]>
  readonly tasks: Map<string, Task>
  readonly services: Map<string, Service>
  /** Tags of task definitions. */
  readonly tags: Map<string, readonly Readonly<Record<string, unknown>>[]>
}

export function createStore(): Store {
  return { families: new Map(), tasks: new Map(), services: new Map(), tags: new Map() }
}

export function tasksOf(store: Store, { arn }: Pick<Service, 'arn'>): Task[] {
  return [...store.tasks.values()].filter(({ service }) => service === arn)
}

/** Drops what ECS no longer describes. */
export function forgetOld(store: Store, now: Date): void {
  for (const [arn, { stoppedAt }] of store.tasks)
    if (stoppedAt !== undefined && now.getTime() - stoppedAt.getTime() > hour) store.tasks.delete(arn)
}
