import type { Group } from '../aws/autoscaling.ts'
import type { ContainerInstance } from '../aws/ecs.ts'

/** An instance that an operation launched. */
export interface LaunchedInstance {
  readonly instanceId: string
  readonly imageId: string
  readonly launchedAt: Date
}

/** With the name of its Auto Scaling group. */
type Member = LaunchedInstance & { readonly groupName: string }

export interface FleetFacts {
  readonly groups: readonly Group[]
  readonly instances: readonly LaunchedInstance[]
  readonly containerInstances: readonly ContainerInstance[]
}

export interface Fleet {
  /** Instances that the operation launched and that are still in their groups. */
  readonly launched: readonly Member[]
  /** Those that are not registered in the cluster, or whose agent is not connected. */
  readonly absent: readonly Member[]
}

/** @param during from the start to the end of the operation */
export function fleetOf(
  { groups, instances, containerInstances }: FleetFacts,
  during: { readonly from: Date; readonly to: Date },
): Fleet {
  const groupOf = new Map(
    groups.flatMap(({ name, instances: members }) =>
      members.filter(isMember).map(({ instanceId }) => [instanceId, name] as const),
    ),
  )
  const joined = new Set(
    containerInstances
      .filter(
        ({ status, agentConnected }) => agentConnected && (status === 'ACTIVE' || status === 'DRAINING'),
      )
      .map(({ instanceId }) => instanceId),
  )
  const launched = instances
    .filter(({ launchedAt }) => launchedAt >= during.from && launchedAt <= during.to)
    .flatMap(instance => {
      const groupName = groupOf.get(instance.instanceId)
      return groupName === undefined ? [] : [{ ...instance, groupName }]
    })
  return { launched, absent: launched.filter(({ instanceId }) => !joined.has(instanceId)) }
}

/** Neither on its way out nor in a warm pool. */
function isMember({ lifecycleState }: Group['instances'][number]): boolean {
  return lifecycleState === 'InService' || lifecycleState.startsWith('Pending')
}
