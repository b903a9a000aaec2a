import { arnOf, hexId } from './arn.ts'
import type { Ports } from './ports.ts'
import { hostTerminated } from './scheduler/words.ts'
import type { Store } from './store.ts'
import type { Attribute, ContainerInstance, Members, Task, TaskDefinition } from './types.ts'

/** What decides a new task. */
export interface NewTask {
  readonly cluster: string
  readonly region: string
  readonly definition: TaskDefinition
  readonly group: string
  readonly startedBy: string | null
  readonly launchType: 'EC2' | null
  readonly service?: string
  readonly deploymentId?: string
  readonly overrides?: Members
  readonly capacityProvider: string | null
  readonly placementConstraints?: Task['placementConstraints']
  readonly placementStrategy?: Task['placementStrategy']
  readonly enableExecuteCommand?: boolean
  readonly tags?: readonly Members[]
  /** null: the task waits for capacity. */
  readonly instance: ContainerInstance | null
}

/** Creates a task, PENDING on an instance or PROVISIONING without one. */
export function createTask(store: Store, ports: Ports, wanted: NewTask): Task {
  const { instance, cluster, region, definition } = wanted
  const id = hexId(ports.uniqueId)
  const home = { accountId: ports.accountId, region }
  const task: Task = {
    ...wanted,
    id,
    arn: arnOf(home, `task/${cluster}/${id}`),
    overrides: wanted.overrides ?? {},
    service: wanted.service ?? null,
    deploymentId: wanted.deploymentId ?? null,
    placementConstraints: wanted.placementConstraints ?? [],
    placementStrategy: wanted.placementStrategy ?? [],
    enableExecuteCommand: wanted.enableExecuteCommand ?? false,
    tags: wanted.tags ?? [],
    createdAt: ports.clock.now(),
    containerInstanceArn: null,
    ec2InstanceId: null,
    availabilityZone: null,
    lastStatus: 'PROVISIONING',
    desiredStatus: 'RUNNING',
    containers: definition.containerDefinitions.map(({ name, image }) => ({
      name,
      image,
      arn: arnOf(home, `container/${cluster}/${id}/${ports.uniqueId()}`),
      lastStatus: 'PENDING',
      networkBindings: [],
      healthStatus: 'UNKNOWN',
    })),
    address: null,
    targets: [],
    isStopOrdered: false,
    areRolesChecked: false,
    version: 1,
  }
  store.tasks.set(task.arn, task)
  if (instance !== null) assign(task, instance, ports)
  return task
}

/** Puts a task on an instance. Its agent learns of it with the next poll. Without a free address the task ends. */
export function assign(task: Task, instance: ContainerInstance, ports: Ports): void {
  if (task.definition.networkMode === 'awsvpc') {
    const address = ports.addresses.take()
    if (address === undefined) {
      end(task, ports, 'Timeout waiting for network interface provisioning to complete.', 'TaskFailedToStart')
      return
    }
    task.address = address
  }
  task.containerInstanceArn = instance.containerInstanceArn
  task.ec2InstanceId = instance.ec2InstanceId
  task.availabilityZone = instance.availabilityZone
  task.capacityProvider ??= instance.capacityProviderName
  task.lastStatus = 'PENDING'
  ports.prepareContainers()
  task.version++
}

/** Ends a task that no agent has to stop. */
export function end(task: Task, ports: Ports, reason: string, code: string): void {
  const now = ports.clock.now()
  task.desiredStatus = 'STOPPED'
  task.lastStatus = 'STOPPED'
  task.stoppingAt ??= now
  task.stoppedAt = now
  task.stoppedReason ??= reason
  task.stopCode ??= code
  task.isStopOrdered = true
  for (const container of task.containers) container.lastStatus = 'STOPPED'
  if (task.address !== null) ports.addresses.giveBack(task.address)
  task.version++
}

/** Begins to stop a task: its targets are deregistered first, then the agent stops its containers. */
export function beginStop(task: Task, ports: Ports, reason: string, code: string): void {
  if (task.desiredStatus === 'STOPPED') return
  task.stoppedReason ??= reason
  task.stopCode ??= code
  if (task.containerInstanceArn === null) {
    end(task, ports, reason, code)
    return
  }
  task.desiredStatus = 'STOPPED'
  task.stoppingAt = ports.clock.now()
  task.version++
  if (task.targets.length === 0) orderStop(task)
  else task.lastStatus = 'DEACTIVATING'
}

export function orderStop(task: Task): void {
  task.isStopOrdered = true
  if (task.lastStatus === 'RUNNING' || task.lastStatus === 'DEACTIVATING') task.lastStatus = 'STOPPING'
  task.version++
}

/** Ends tasks whose container instance no longer exists. */
export function endLost(tasks: Iterable<Task>, instances: readonly ContainerInstance[], ports: Ports): void {
  const present = new Set(instances.map(({ containerInstanceArn }) => containerInstanceArn))
  for (const task of tasks) {
    if (task.lastStatus === 'STOPPED' || task.containerInstanceArn === null) continue
    if (!present.has(task.containerInstanceArn))
      end(task, ports, hostTerminated(task.ec2InstanceId), 'TerminationNotice')
  }
}

/** The cluster's placement attributes that ECS shows with a task. */
export function attributesOf({ definition }: Task): Attribute[] {
  const { runtimePlatform } = definition as { runtimePlatform?: { cpuArchitecture?: string } }
  const architecture = runtimePlatform?.cpuArchitecture?.toLowerCase()
  return [{ name: 'ecs.cpu-architecture', value: architecture ?? 'x86_64' }]
}
