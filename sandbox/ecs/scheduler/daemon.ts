import type { ContainerInstance, PlacementConstraint, Service, TaskDefinition } from '../types.ts'
import { compileExpression } from './expression.ts'

/** At most one task of a daemon service is on an instance. */
const onePerInstance: PlacementConstraint = { type: 'distinctInstance' }

/** The constraints of a service's tasks. */
export function constraintsOf(service: Service, definition: TaskDefinition): readonly PlacementConstraint[] {
  const given = [...service.placementConstraints, ...definition.placementConstraints]
  return service.schedulingStrategy === 'DAEMON' ? [onePerInstance, ...given] : given
}

/** The desired count of a daemon service: the active instances that satisfy its constraints. */
export function daemonCount(
  service: Service,
  definition: TaskDefinition,
  instances: readonly ContainerInstance[],
): number {
  const tests = constraintsOf(service, definition).flatMap(({ type, expression }) =>
    type === 'memberOf' ? [compileExpression(expression ?? '')] : [],
  )
  return instances.filter(
    instance =>
      instance.status === 'ACTIVE' && instance.agentConnected && tests.every(fits => fits(instance)),
  ).length
}
