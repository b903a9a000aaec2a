import type { ContainerInstance, Ecs } from '../aws/ecs.ts'
import type { StackResource } from '../aws/stack.ts'

/** The ECS clusters among the resources of a stack. */
export function clustersOf(resources: readonly StackResource[]): string[] {
  return resources.flatMap(({ type, physicalId }) =>
    type === 'AWS::ECS::Cluster' && physicalId !== null ? [physicalId] : [],
  )
}

/** The container instances of all clusters of a stack. */
export async function containerInstancesOf(
  resources: readonly StackResource[],
  ecs: () => Promise<Ecs>,
): Promise<ContainerInstance[]> {
  const clusters = clustersOf(resources)
  if (clusters.length === 0) return []
  const client = await ecs()
  return (await Promise.all(clusters.map(cluster => client.containerInstances(cluster)))).flat()
}
