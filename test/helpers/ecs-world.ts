import { randomUUID } from 'node:crypto'
import type { Context } from '#sandbox/ecs/api/context.ts'
import { ecsActions } from '#sandbox/ecs/ecs.ts'
import type { Ports, UsageReport } from '#sandbox/ecs/ports.ts'
import { createScheduler } from '#sandbox/ecs/scheduler.ts'
import { createStore, type Store } from '#sandbox/ecs/store.ts'
import type { CapacityProvider, ContainerInstance, Service, Task } from '#sandbox/ecs/types.ts'
import type { Target, TargetHealth } from '#sandbox/load-balancers/types.ts'

export interface EcsWorld {
  readonly store: Store
  readonly ports: Ports
  readonly instances: ContainerInstance[]
  readonly providers: CapacityProvider[]
  /** Health of targets by `GROUP ID PORT`. */
  readonly targets: Map<string, TargetHealth>
  /** Target groups with a listener. */
  readonly balanced: Set<string>
  /** Types of target groups; `instance` if it is not here. */
  readonly targetTypes: Map<string, string>
  /** Roles that tasks cannot assume. */
  readonly closedRoles: Set<string>
  readonly alarms: Set<string>
  readonly reports: UsageReport[]
  call(action: string, parameters: object): Promise<Record<string, unknown>>
  /** Passes of the scheduler, one second apart. */
  pass(times?: number): Promise<void>
  advance(seconds: number): void
  tasks(): Task[]
  /** Tasks that are wanted and not stopped. */
  active(): Task[]
  service(name: string): Service
  events(name: string): string[]
  /** What the agent of a task reports. */
  report(task: Task, status: string, more?: object): Promise<void>
  /** Every agent carries out what it has been told. */
  obey(): Promise<void>
}

export const region = 'us-east-1'

export function createEcsWorld(instanceCount = 2): EcsWorld {
  let now = new Date('2026-01-01T00:00:00Z')
  const store = createStore()
  const instances = Array.from({ length: instanceCount }, (_, index) => containerInstance(index))
  const providers: CapacityProvider[] = []
  const targets = new Map<string, TargetHealth>()
  const balanced = new Set<string>()
  const targetTypes = new Map<string, string>()
  const closedRoles = new Set<string>()
  const alarms = new Set<string>()
  const reports: UsageReport[] = []
  const keyOf = (group: string, { id, port }: Target) => `${group} ${id} ${port}`
  let address = 100
  const ports: Ports = {
    accountId: '123456789012',
    clock: { now: () => now, sleep: () => Promise.resolve() },
    random: () => 0,
    uniqueId: randomUUID,
    fleet: async () => ({
      clusters: [
        {
          name: 'production',
          arn: `arn:aws:ecs:${region}:123456789012:cluster/production`,
          region,
          capacityProviders: providers.map(({ name }) => name),
          defaultCapacityProviderStrategy: [],
        },
      ],
      containerInstances: instances,
      capacityProviders: providers,
    }),
    targetGroups: {
      register: async (group, target) => void targets.set(keyOf(group, target), { state: 'healthy' }),
      deregister: async (group, target) => void targets.set(keyOf(group, target), { state: 'draining' }),
      health: (group, target) => targets.get(keyOf(group, target)),
      onChange: () => {},
      hasLoadBalancer: group => balanced.has(group),
      targetType: group => targetTypes.get(group) ?? 'instance',
    },
    assumeRole: async roleArn =>
      closedRoles.has(roleArn)
        ? undefined
        : { roleArn, accessKeyId: 'A', secretAccessKey: 'S', token: 'T', expiration: new Date(0) },
    alarming: async (_, names) => names.filter(name => alarms.has(name)),
    report: async report => void reports.push(report),
    resize: async (provider, desired) => {
      const index = providers.indexOf(provider)
      if (provider.group !== null) providers[index] = { ...provider, group: { ...provider.group, desired } }
    },
    addresses: { take: () => `10.64.0.${address++}`, giveBack: () => {}, gateway: '10.64.0.1' },
    prepareContainers: () => {},
  }
  const scheduler = createScheduler(store, ports)

  const world: EcsWorld = {
    store,
    ports,
    instances,
    providers,
    targets,
    balanced,
    targetTypes,
    closedRoles,
    alarms,
    reports,
    async call(action, parameters) {
      const context: Context = {
        store,
        ports,
        region,
        caller: 'arn:aws:iam::123456789012:root',
        parameters: { cluster: 'production', ...parameters },
        fleet: await ports.fleet(),
        wake: () => {},
      }
      return (await ecsActions[action]?.(context)) as Record<string, unknown>
    },
    async pass(times = 1) {
      for (let index = 0; index < times; index++) {
        await scheduler.pass()
        world.advance(1)
      }
    },
    advance(seconds) {
      now = new Date(now.getTime() + seconds * 1000)
    },
    tasks: () => [...store.tasks.values()],
    active: () =>
      world
        .tasks()
        .filter(({ lastStatus, desiredStatus }) => lastStatus !== 'STOPPED' && desiredStatus === 'RUNNING'),
    service(name) {
      const found = [...store.services.values()].find(one => one.name === name)
      if (found === undefined) throw new Error(`there is no service ${name}`)
      return found
    },
    events: name => world.service(name).events.map(({ message }) => message),
    async report(task, status, more = {}) {
      await world.call('SubmitTaskStateChange', { task: task.arn, status, ...more })
    },
    async obey() {
      for (const task of world.tasks()) {
        const { lastStatus, isStopOrdered } = task
        if (lastStatus === 'STOPPED' || lastStatus === 'PROVISIONING') continue
        if (isStopOrdered) await world.report(task, 'STOPPED', ended(task, 143))
        else if (lastStatus === 'PENDING') await world.report(task, 'RUNNING', running(task))
      }
      for (const [key, { state }] of targets) if (state === 'draining') targets.delete(key)
    },
  }
  return world
}

let port = 32768

function running({ definition }: Task): object {
  return {
    containers: definition.containerDefinitions.map(({ name, portMappings = [] }) => ({
      containerName: name,
      status: 'RUNNING',
      networkBindings: portMappings.map(({ containerPort, hostPort }) => ({
        bindIP: '0.0.0.0',
        containerPort,
        hostPort: hostPort || port++,
        protocol: 'tcp',
      })),
    })),
  }
}

export function ended({ definition }: Task, exitCode: number): object {
  return {
    containers: definition.containerDefinitions.map(({ name }) => ({
      containerName: name,
      status: 'STOPPED',
      exitCode,
    })),
  }
}

/** A container instance; they alternate between two zones. */
export function containerInstance(index: number, more: Partial<ContainerInstance> = {}): ContainerInstance {
  const availabilityZone = `us-east-1${index % 2 === 0 ? 'a' : 'b'}`
  return {
    containerInstanceArn: `arn:aws:ecs:us-east-1:123456789012:container-instance/production/${index}`,
    cluster: 'production',
    region,
    ec2InstanceId: `i-${index}`,
    address: `10.64.0.${10 + index}`,
    status: 'ACTIVE',
    agentConnected: true,
    availabilityZone,
    instanceType: 't3.medium',
    capacityProviderName: null,
    attributes: [
      { name: 'ecs.availability-zone', value: availabilityZone },
      { name: 'com.amazonaws.ecs.capability.logging-driver.awslogs' },
    ],
    registered: { CPU: 2048, MEMORY: 1024, PORTS: [22], PORTS_UDP: [] },
    ...more,
  }
}
