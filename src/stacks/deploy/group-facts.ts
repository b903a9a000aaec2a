import type { Group } from '../../aws/autoscaling.ts'
import type { ContainerInstance } from '../../aws/ecs.ts'
import type { ChangeSet } from '../../aws/stack.ts'
import { containerInstancesOf } from '../container-instances.ts'
import type { StacksContext } from '../context.ts'
import type { GroupFacts } from '../plan/group.ts'
import type { InstanceLoad } from '../plan/load.ts'
import { isGroup } from '../watch/group-signals.ts'

/** The auto scaling groups that a change set touches, by logical id, with the tasks on their instances. */
export async function groupFacts(
  { changes, stackId }: Pick<ChangeSet, 'changes' | 'stackId'>,
  context: StacksContext,
): Promise<Record<string, GroupFacts>> {
  const changed = changes.filter(
    change => isGroup(change) && change.physicalId !== null && change.nestedIn.length === 0,
  )
  if (changed.length === 0) return {}
  const [found, containers] = await Promise.all([
    context.clients
      .autoScaling()
      .then(client => client.groups(changed.map(({ physicalId }) => physicalId ?? ''))),
    membersOf(stackId, context),
  ])
  return Object.fromEntries(
    changed.flatMap(({ logicalId, physicalId }) => {
      const group = found.find(({ name }) => name === physicalId)
      return group === undefined ? [] : [[logicalId, toFacts(group, containers)]]
    }),
  )
}

function toFacts(group: Group, containers: readonly ContainerInstance[]): GroupFacts {
  const { name, min, max, desired, suspended } = group
  const instances = group.instances.filter(({ lifecycleState }) => !lifecycleState.startsWith('Terminating'))
  const own = new Set(instances.map(({ instanceId }) => instanceId))
  const members = containers.filter(({ instanceId }) => own.has(instanceId))
  return {
    name,
    min,
    max,
    desired,
    instances: instances.length,
    protectedInstances: instances
      .filter(({ isProtected }) => isProtected)
      .map(({ instanceId }) => instanceId),
    suspended,
    load: members.length === 0 ? null : members.map(toLoad),
  }
}

function toLoad({ runningTasks, used, free, status, agentConnected }: ContainerInstance): InstanceLoad {
  const isTaking = status === 'ACTIVE' && agentConnected
  return { tasks: runningTasks, used, free: isTaking ? free : { cpu: 0, memory: 0 } }
}

/** Empty when the lookup fails: it only makes the plan more precise. */
async function membersOf(stackId: string, { clients }: StacksContext): Promise<readonly ContainerInstance[]> {
  try {
    const resources = await (await clients.cloudFormation()).resources(stackId)
    return await containerInstancesOf(resources, clients.ecs)
  } catch {
    return []
  }
}
