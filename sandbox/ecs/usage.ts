import type { UsageReport } from './ports.ts'
import { demandOf } from './scheduler/resources.ts'
import type { Store } from './store.ts'
import type { Fleet, Task } from './types.ts'

/** What tasks use, for the descriptions of container instances and clusters in moto. */
export function usageOf(store: Store, fleet: Fleet): UsageReport {
  const tasks = [...store.tasks.values()].filter(({ lastStatus }) => lastStatus !== 'STOPPED')
  const services = [...store.services.values()].filter(({ status }) => status === 'ACTIVE')
  return {
    perContainerInstance: Object.fromEntries(
      fleet.containerInstances.map(({ containerInstanceArn }) => [
        containerInstanceArn,
        usageOn(tasks.filter(task => task.containerInstanceArn === containerInstanceArn)),
      ]),
    ),
    perCluster: Object.fromEntries(
      fleet.clusters.map(({ region, name }) => {
        const own = tasks.filter(task => task.region === region && task.cluster === name)
        return [
          `${region}/${name}`,
          {
            ...countsOf(own),
            services: services.filter(one => one.region === region && one.cluster === name).length,
          },
        ]
      }),
    ),
  }
}

function usageOn(tasks: readonly Task[]): UsageReport['perContainerInstance'][string] {
  const demands = tasks.map(({ definition }) => demandOf(definition))
  return {
    ...countsOf(tasks),
    cpu: demands.reduce((total, { cpu }) => total + cpu, 0),
    memory: demands.reduce((total, { memory }) => total + memory, 0),
    ports: [...demands.flatMap(({ ports }) => ports), ...dynamicPorts(tasks, 'tcp')],
    udpPorts: [...demands.flatMap(({ udpPorts }) => udpPorts), ...dynamicPorts(tasks, 'udp')],
  }
}

/** Host ports that the agent chose. */
function dynamicPorts(tasks: readonly Task[], protocol: 'tcp' | 'udp'): number[] {
  const fixed = new Set(
    tasks.flatMap(({ definition }) => demandOf(definition)[protocol === 'tcp' ? 'ports' : 'udpPorts']),
  )
  return tasks
    .flatMap(({ containers }) => containers.flatMap(({ networkBindings }) => networkBindings))
    .filter(binding => binding.protocol === protocol && !fixed.has(binding.hostPort))
    .map(({ hostPort }) => hostPort)
}

/** A task that is stopping still runs for the count of its instance. */
function countsOf(tasks: readonly Task[]): { running: number; pending: number } {
  const isPending = ({ lastStatus }: Task) => lastStatus === 'PENDING' || lastStatus === 'PROVISIONING'
  const pending = tasks.filter(isPending).length
  return { running: tasks.length - pending, pending }
}
