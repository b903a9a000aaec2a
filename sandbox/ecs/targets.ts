import { addEvent, complain } from './deployments.ts'
import type { Ports } from './ports.ts'
import * as words from './scheduler/words.ts'
import { orderStop } from './tasks.ts'
import type { LoadBalancer, Service, Task, TaskTarget } from './types.ts'

/** Registers the targets of tasks that have started, and stops tasks whose targets have drained. */
export async function followTargets(service: Service, tasks: readonly Task[], ports: Ports): Promise<void> {
  const registered = new Map<string, number>()
  for (const task of tasks) {
    if (task.lastStatus === 'RUNNING' && task.desiredStatus === 'RUNNING') {
      for (const target of missingTargets(service, task)) {
        const { targetGroupArn, id, port } = target
        try {
          await ports.targetGroups.register(targetGroupArn, { id, port })
        } catch (error) {
          const { message } = error as Error
          complain(service, ports, words.notRegistered(service.name, targetGroupArn, message))
          continue
        }
        task.targets = [...task.targets, target]
        registered.set(targetGroupArn, (registered.get(targetGroupArn) ?? 0) + 1)
      }
    } else if (task.lastStatus === 'DEACTIVATING' || task.lastStatus === 'STOPPED')
      await drain(service, task, ports)
  }
  for (const [group, count] of registered)
    addEvent(service, ports, words.registered(service.name, count, group))
}

/** The targets that a running task gets and does not have yet. */
function missingTargets(service: Service, task: Task): readonly TaskTarget[] {
  const isPresent = ({ targetGroupArn, port }: TaskTarget) =>
    task.targets.some(one => one.targetGroupArn === targetGroupArn && one.port === port)
  return loadBalancersOf(service, task)
    .flatMap(balancer => targetOf(task, balancer) ?? [])
    .filter(target => !isPresent(target))
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
async function drain(service: Service, task: Task, ports: Ports): Promise<void> {
  const left: TaskTarget[] = []
  for (const target of task.targets) {
    const { targetGroupArn, id, port } = target
    const health = ports.targetGroups.health(targetGroupArn, { id, port })
    if (health === undefined) continue
    left.push(target)
    if (health.state === 'draining') continue
    await ports.targetGroups
      .deregister(targetGroupArn, { id, port })
      .catch(({ message }: Error) =>
        complain(service, ports, words.notDeregistered(service.name, targetGroupArn, message)),
      )
  }
  const isDrained = left.every(
    ({ targetGroupArn, id, port }) => ports.targetGroups.health(targetGroupArn, { id, port }) === undefined,
  )
  if (task.lastStatus === 'STOPPED' || isDrained) task.targets = []
  if (task.lastStatus === 'DEACTIVATING' && isDrained) orderStop(task)
}
