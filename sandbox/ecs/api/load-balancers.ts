import { invalidParameter } from '../error.ts'
import type { LoadBalancer, Members, TaskDefinition } from '../types.ts'
import type { Context } from './context.ts'
import { listOf } from './validate-task-definition.ts'

/** The load balancers of a call, checked against the task definition; @throws EcsError */
export function loadBalancersOf(context: Context, definition: TaskDefinition): LoadBalancer[] {
  const given = listOf(context.parameters.loadBalancers) as unknown as readonly LoadBalancer[]
  const balancers = given.map(({ targetGroupArn, containerName, containerPort }) => ({
    targetGroupArn,
    containerName,
    containerPort: Number(containerPort),
  }))
  for (const balancer of balancers) {
    refuseBalancer(context, balancer, definition)
    const { targetGroupArn } = balancer
    if (!context.ports.targetGroups.hasLoadBalancer(targetGroupArn))
      throw invalidParameter(
        `The target group with targetGroupArn ${targetGroupArn} does not have an associated load balancer.`,
      )
  }
  return balancers
}

/** Refuses a load balancer that does not fit the task definition; @throws EcsError */
export function refuseBalancer(
  { ports }: Context,
  { targetGroupArn, containerName, containerPort }: LoadBalancer,
  { containerDefinitions, networkMode = 'bridge' }: TaskDefinition,
): void {
  const container = containerDefinitions.find(({ name }) => name === containerName)
  if (container === undefined)
    throw invalidParameter(`The container ${containerName} does not exist in the task definition.`)
  if (!(container.portMappings ?? []).some(mapping => mapping.containerPort === containerPort))
    throw invalidParameter(
      `The container ${containerName} did not have a container port ${containerPort} defined.`,
    )
  const type = ports.targetGroups.targetType(targetGroupArn)
  if (type !== undefined && type !== (networkMode === 'awsvpc' ? 'ip' : 'instance'))
    throw invalidParameter(
      `The provided target group ${targetGroupArn} has target type ${type}, which is incompatible with the ` +
        `${networkMode} network mode specified in the task definition.`,
    )
}

/** @throws EcsError */
export function refuseGrace(
  { healthCheckGracePeriodSeconds }: Members,
  balancers: readonly LoadBalancer[],
): void {
  if (Number(healthCheckGracePeriodSeconds ?? 0) > 0 && balancers.length === 0)
    throw invalidParameter(
      'Health check grace period is only valid for services configured to use load balancers',
    )
}
