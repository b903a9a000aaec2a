import { arnOf, clusterName, type DefinitionName, definitionName, lastPart } from '../arn.ts'
import { clientError, clusterNotFound, serviceNotFound } from '../error.ts'
import type { Ports } from '../ports.ts'
import type { Store } from '../store.ts'
import type { Cluster, Fleet, Members, Service, Task, TaskDefinition } from '../types.ts'

/** One call of the API. */
export interface Context {
  readonly store: Store
  readonly ports: Ports
  readonly region: string
  /** ARN of the caller. */
  readonly caller: string
  readonly parameters: Members
  readonly fleet: Fleet
  /** Wakes the scheduler. */
  readonly wake: () => void
}

export type Action = (context: Context) => object | Promise<object>

/** The cluster of a call; @throws EcsError */
export function clusterOf(context: Context, given: unknown = context.parameters.cluster): Cluster {
  const name = clusterName(given)
  const found = context.fleet.clusters.find(one => one.name === name && one.region === context.region)
  if (found === undefined) throw clusterNotFound()
  return found
}

/** The latest active revision of a family, or a revision; @throws EcsError */
export function definitionOf(context: Context, given: unknown, isDescribed = false): TaskDefinition {
  const found = findDefinition(context.store, context.region, definitionName(given))
  if (found === undefined)
    throw clientError(isDescribed ? 'Unable to describe task definition.' : 'TaskDefinition not found.')
  if (!isDescribed && found.status === 'INACTIVE') throw clientError('TaskDefinition is inactive')
  return found
}

export function findDefinition(
  store: Store,
  region: string,
  { family, revision }: DefinitionName,
): TaskDefinition | undefined {
  const revisions = store.families.get(`${region}/${family}`) ?? []
  if (revision === null) return revisions.findLast(({ status }) => status === 'ACTIVE')
  return revisions[revision - 1]
}

/** A service of the call's cluster by name or ARN. */
export function findService(context: Context, cluster: Cluster, given: unknown): Service | undefined {
  return context.store.services.get(serviceArn(context, cluster, given))
}

export function serviceArn(context: Context, cluster: Cluster, given: unknown): string {
  return arnOf(home(context), `service/${cluster.name}/${lastPart(String(given))}`)
}

/** @throws EcsError */
export function serviceOf(context: Context, given: unknown): Service {
  const found = findService(context, clusterOf(context), given)
  if (found === undefined || found.status === 'INACTIVE') throw serviceNotFound()
  return found
}

export function findTask({ store }: Context, cluster: Cluster, given: unknown): Task | undefined {
  const id = lastPart(String(given))
  return [...store.tasks.values()].find(
    task => task.id === id && task.cluster === cluster.name && task.region === cluster.region,
  )
}

export function home({ ports, region }: Context): { accountId: string; region: string } {
  return { accountId: ports.accountId, region }
}

/** A page of a list: at most `maxResults`, continued by `nextToken`. */
export function page<Item>(
  { parameters }: Context,
  items: readonly Item[],
): { readonly items: readonly Item[]; readonly nextToken?: string } {
  const start = Number(parameters.nextToken ?? 0)
  const end = start + Number(parameters.maxResults ?? 100)
  return end < items.length
    ? { items: items.slice(start, end), nextToken: String(end) }
    : { items: items.slice(start, end) }
}

/** `{key, value}` of tags, without those of the keys. */
export function withTags(present: readonly Members[], added: readonly Members[]): Members[] {
  const keys = new Set(added.map(({ key }) => key))
  return [...present.filter(({ key }) => !keys.has(key)), ...added]
}
