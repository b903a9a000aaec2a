import { addEvent } from './deployments.ts'
import type { Ports } from './ports.ts'
import * as words from './scheduler/words.ts'
import { orderStop } from './tasks.ts'
import type { LoadBalancer, Service, Task, TaskTarget } from './types.ts'

/** Registers the targets of tasks that have started, and stops tasks whose targets have drained. */
export async function followTargets(service: Service, tasks: readonly Task[], ports: Ports): Promise<void> {
  const registered = new Map<string, number>()
  for (const task of tasks) {
    if (task.lastStatus === 'RUNNING' && task.desiredStatus === 'RUNNING' && task.targets.length === 0) {
      const targets = loadBalancersOf(service, task).flatMap(balancer => targetOf(task, balancer) ?? [])
      for (const { targetGroupArn, id, port } of targets) {
        await ports.targetGroups.register(targetGroupArn, { id, port })
        registered.set(targetGroupArn, (registered.get(targetGroupArn) ?? 0) + 1)
      }
      task.targets = targets
    } else if (task.lastStatus === 'DEACTIVATING' || task.lastStatus === 'STOPPED') await drain(task, ports)
  }
  for (const [group, count] of registered)
    addEvent(service, ports, words.registered(service.name, count, group))
}

/** The load balancers that a task's deployment registers it with. */
export function loadBalancersOf(service: Service, task: Task): readonly LoadBalancer[] {
  const deployment = service.deployments.find(({ id }) => id === task.deploymentId)
  return deployment?.revision.loadBalancers ?? []
}

/** undefined: the agent has not reported the port yet. */
function targetOf(
  task: Task,
  { targetGroupArn, containerName, containerPort }: LoadBalancer,
): TaskTarget | undefined {
  if (task.address !== null) return { targetGroupArn, id: task.address, port: containerPort }
  const container = task.containers.find(({ name }) => name === containerName)
  const binding = container?.networkBindings.find(one => one.containerPort === containerPort)
  const port = binding?.hostPort ?? (task.definition.networkMode === 'host' ? containerPort : undefined)
  return port === undefined || task.ec2InstanceId === null
    ? undefined
    : { targetGroupArn, id: task.ec2InstanceId, port }
}

/** Deregisters targets; when the last has drained, the agent stops the task. */
async function drain(task: Task, ports: Ports): Promise<void> {
  const left: TaskTarget[] = []
  for (const target of task.targets) {
    const { targetGroupArn, id, port } = target
    const health = ports.targetGroups.health(targetGroupArn, { id, port })
    if (health === undefined) continue
    if (health.state !== 'draining') await ports.targetGroups.deregister(targetGroupArn, { id, port })
    left.push(target)
  }
  const isDrained = left.every(
    ({ targetGroupArn, id, port }) => ports.targetGroups.health(targetGroupArn, { id, port }) === undefined,
  )
  if (task.lastStatus === 'STOPPED' || isDrained) task.targets = []
  if (task.lastStatus === 'DEACTIVATING' && isDrained) orderStop(task)
}
