import type { Cluster, ContainerInstance, Fleet, Task } from '../types.ts'
import type { Candidate } from './placement.ts'
import { roomOn } from './resources.ts'

/** The container instances of a cluster with their room and the tasks that count for spreading. */
export function candidatesFor(
  fleet: Fleet,
  cluster: Pick<Cluster, 'name' | 'region'>,
  tasks: Iterable<Task>,
  isCounted: (task: Task) => boolean,
): Candidate[] {
  const all = [...tasks]
  return instancesOf(fleet, cluster).map(instance => ({
    instance,
    room: roomOn(instance, all),
    groupTasks: all.filter(
      task =>
        task.containerInstanceArn === instance.containerInstanceArn &&
        task.desiredStatus === 'RUNNING' &&
        isCounted(task),
    ).length,
  }))
}

export function instancesOf(
  fleet: Fleet,
  { name, region }: Pick<Cluster, 'name' | 'region'>,
): ContainerInstance[] {
  return fleet.containerInstances.filter(one => one.cluster === name && one.region === region)
}
