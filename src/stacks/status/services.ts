import type { Ecs } from '../../aws/ecs.ts'
import type { Service } from '../../aws/ecs-service.ts'
import type { StackResource } from '../../aws/stack.ts'
import { revisionOf } from '../services/deployment.ts'
import { shortName } from '../services/image-name.ts'
import { serviceOfArn } from '../services/service-arn.ts'
import { serviceType } from '../services/watch-services.ts'
import type { ServiceStatus } from './types.ts'

/** The ECS services of a stack; no call for a stack without one. Those that cannot be read are missing. */
export async function servicesOf(
  resources: readonly StackResource[],
  ecs: () => Promise<Ecs>,
): Promise<ServiceStatus[]> {
  const arns = resources.flatMap(({ type, physicalId }) =>
    type === serviceType && physicalId !== null ? [physicalId] : [],
  )
  const clusters = [...new Set(arns.flatMap(arn => serviceOfArn(arn)?.cluster ?? []))]
  if (clusters.length === 0) return []
  try {
    const client = await ecs()
    const found = await Promise.all(
      clusters.map(cluster =>
        client.services(
          cluster,
          arns.filter(arn => serviceOfArn(arn)?.cluster === cluster),
        ),
      ),
    )
    return await Promise.all(found.flat().map(service => toStatus(service, client)))
  } catch {
    // Sessions whose role was limited before there were services in status may not read them.
    return []
  }
}

async function toStatus(service: Service, client: Ecs): Promise<ServiceStatus> {
  const definition = await client.taskDefinition(service.taskDefinition)
  const primary = service.deployments.find(({ status }) => status === 'PRIMARY')
  return {
    name: service.name,
    state: service.status,
    desired: service.desired,
    running: service.running,
    pending: service.pending,
    taskDefinition: revisionOf(service.taskDefinition),
    images: (definition?.containers ?? []).map(({ name, image }) => ({
      container: name,
      image: image === null ? '' : shortName(image),
    })),
    deployment: primary?.rollout ?? null,
  }
}
