import type { Ports } from './ports.ts'
import { instancesOf } from './scheduler/candidates.ts'
import { targetSize } from './scheduler/managed-scaling.ts'
import { demandOf } from './scheduler/resources.ts'
import type { Store } from './store.ts'
import type { CapacityProvider, Cluster, Fleet } from './types.ts'

/** As on AWS, a group shrinks when 15 minutes long fewer instances were needed. It grows at once, unlike on AWS. */
const scaleInMinutes = 15

export interface Scaling {
  /** Resizes the groups of capacity providers with managed scaling. */
  follow(fleet: Fleet): Promise<void>
}

export function createScaling(store: Store, ports: Ports): Scaling {
  const lowSince = new Map<string, Date>()

  async function follow(fleet: Fleet): Promise<void> {
    for (const provider of fleet.capacityProviders) {
      const { group, managedScaling, name, region } = provider
      const cluster = fleet.clusters.find(
        one => one.region === region && one.capacityProviders.includes(name),
      )
      if (managedScaling.status !== 'ENABLED' || group === null || cluster === undefined) continue
      const target = targetSize(provider, loadOf(fleet, cluster, provider))
      const key = `${region}/${name}`
      if (target >= group.desired) lowSince.delete(key)
      else if (!lowSince.has(key)) lowSince.set(key, ports.clock.now())
      const since = lowSince.get(key)
      const isLow =
        since !== undefined && ports.clock.now().getTime() - since.getTime() >= scaleInMinutes * 60_000
      if (target > group.desired || isLow) {
        lowSince.delete(key)
        await ports.resize(provider, target)
      }
    }
  }

  function loadOf(fleet: Fleet, cluster: Cluster, { name }: CapacityProvider) {
    const instances = instancesOf(fleet, cluster).filter(one => one.capacityProviderName === name)
    const tasks = [...store.tasks.values()].filter(
      task =>
        task.cluster === cluster.name && task.region === cluster.region && task.lastStatus !== 'STOPPED',
    )
    // The tasks of a draining instance need room on another one only if they wait for it.
    const used = instances.filter(
      ({ containerInstanceArn, status }) =>
        status === 'ACTIVE' && tasks.some(task => task.containerInstanceArn === containerInstanceArn),
    )
    const waiting = tasks.filter(task => task.lastStatus === 'PROVISIONING' && task.capacityProvider === name)
    return {
      instances,
      used: used.length,
      waiting: waiting.map(({ definition }) => demandOf(definition)),
    }
  }

  return { follow }
}
