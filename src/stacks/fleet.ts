import type { Group } from '../aws/autoscaling.ts'
import type { ContainerInstance } from '../aws/ecs.ts'

/** An instance that an operation launched. */
export interface LaunchedInstance {
  readonly instanceId: string
  readonly imageId: string
  readonly launchedAt: Date
}

export interface FleetFacts {
  readonly groups: readonly Group[]
  readonly instances: readonly LaunchedInstance[]
  readonly containerInstances: readonly ContainerInstance[]
}

export interface Fleet {
  /** Instances that the operation launched and that are still in their groups. */
  readonly launched: readonly LaunchedInstance[]
  /** Those that are not registered in the cluster, or whose agent is not connected. */
  readonly absent: readonly LaunchedInstance[]
}

/** @param during from the start to the end of the operation */
export function fleetOf(
  { groups, instances, containerInstances }: FleetFacts,
  during: { readonly from: Date; readonly to: Date },
): Fleet {
  const members = new Set(
    groups.flatMap(group => group.instances.filter(isMember).map(({ instanceId }) => instanceId)),
  )
  const joined = new Set(
    containerInstances
      .filter(
        ({ status, agentConnected }) => agentConnected && (status === 'ACTIVE' || status === 'DRAINING'),
      )
      .map(({ instanceId }) => instanceId),
  )
  const launched = instances.filter(
    ({ instanceId, launchedAt }) =>
      members.has(instanceId) && launchedAt >= during.from && launchedAt <= during.to,
  )
  return { launched, absent: launched.filter(({ instanceId }) => !joined.has(instanceId)) }
}

/** Neither on its way out nor in a warm pool. */
function isMember({ lifecycleState }: Group['instances'][number]): boolean {
  return lifecycleState === 'InService' || lifecycleState.startsWith('Pending')
}
