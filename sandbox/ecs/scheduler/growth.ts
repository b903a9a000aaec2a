import type { Cluster, Fleet } from '../types.ts'
import { instancesOf } from './candidates.ts'
import { type Demand, roomOn, shortage } from './resources.ts'

/**
 * Whether managed scaling can add an instance that takes such a task: the group is below its maximum size, and the task
 * fits an empty instance of the provider. Otherwise the task would wait without an end.
 */
export function canGrow(
  fleet: Fleet,
  cluster: Pick<Cluster, 'name' | 'region'>,
  capacityProvider: string,
  demand: Demand,
): boolean {
  const provider = fleet.capacityProviders.find(
    ({ name, region }) => name === capacityProvider && region === cluster.region,
  )
  if (provider?.managedScaling.status !== 'ENABLED' || provider.group === null) return false
  if (provider.group.desired >= provider.group.max && !isJoining(fleet, cluster, capacityProvider))
    return false
  const known = instancesOf(fleet, cluster).filter(one => one.capacityProviderName === capacityProvider)
  return known.length === 0 || known.some(instance => shortage(roomOn(instance, []), demand) === undefined)
}

/** Whether instances of the group have yet to register with the cluster. */
function isJoining(
  fleet: Fleet,
  cluster: Pick<Cluster, 'name' | 'region'>,
  capacityProvider: string,
): boolean {
  const provider = fleet.capacityProviders.find(
    ({ name, region }) => name === capacityProvider && region === cluster.region,
  )
  const ready = instancesOf(fleet, cluster).filter(
    one => one.capacityProviderName === capacityProvider && one.status === 'ACTIVE' && one.agentConnected,
  )
  return ready.length < (provider?.group?.desired ?? 0)
}
