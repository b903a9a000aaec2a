import { createEngine } from '#sandbox/cloudformation/engine/engine.ts'
import {
  type Actuator,
  ApiError,
  type GroupView,
  type Properties,
  ResourceError,
  type ResourceRequest,
} from '#sandbox/cloudformation/types.ts'

/** CloudFormation's engine over resources in memory, with a clock that stands still until it is moved. */
export interface StackWorld {
  readonly engine: ReturnType<typeof createEngine>
  readonly resources: Map<string, Properties>
  /** What lies in S3, by its URL. */
  readonly templates: Map<string, string>
  /** What was done, in order, e.g. `create Topic`, `terminate i-1`. */
  readonly calls: string[]
  /** Makes what is done to a resource fail, e.g. `create Topic`. */
  readonly failures: Map<string, string>
  readonly groups: Map<string, MutableGroup>
  /** What a resource waits for before it is stable, by its logical id; any other is stable at once. */
  readonly stabilizing: Map<string, Promise<void>>
  /** Lets everything happen that needs no time. */
  settle(): Promise<void>
  /** Seconds. */
  pass(seconds: number): Promise<void>
  /** Wakes all that wait for a time, before it has come. */
  wakeEarly(): Promise<void>
  /** `STATUS LogicalId reason`, oldest first. */
  events(stackName: string): string[]
}

interface MutableGroup {
  min: number
  max: number
  desired: number
  launchTemplate: string | null
  instances: MutableInstance[]
  /** Suspended processes. */
  suspended: Set<string>
  /** Instances that scale-in terminates stay for ever, as with tasks that cannot move. */
  drains: boolean
}

interface MutableInstance {
  instanceId: string
  lifecycleState: string
  launchTemplate: string | null
  /** From scale-in. */
  isProtected?: boolean
}

export const region = { region: 'us-east-1' }

/** `parameters`: values of SSM parameters. */
export function createStackWorld(parameters: Readonly<Record<string, string>> = {}): StackWorld {
  let time = Date.UTC(2026, 10, 21)
  let nextId = 0
  const sleepers: { readonly at: number; readonly wake: () => void }[] = []
  const resources = new Map<string, Properties>()
  const groups = new Map<string, MutableGroup>()
  const failures = new Map<string, string>()
  const calls: string[] = []
  const templates = new Map<string, string>()
  const stabilizing = new Map<string, Promise<void>>()

  const settle = () => new Promise<void>(resolve => setTimeout(resolve, 5))
  const id = () => `${(++nextId).toString().padStart(4, '0')}`

  function call(what: string): void {
    calls.push(what)
    const failure = failures.get(what)
    if (failure !== undefined) throw new ResourceError(failure)
  }

  function scale(group: MutableGroup): void {
    const staying = () => group.instances.filter(({ lifecycleState }) => lifecycleState === 'InService')
    while (staying().length < group.desired && !group.suspended.has('Launch')) {
      const instance = {
        instanceId: `i-${id()}`,
        lifecycleState: 'InService',
        launchTemplate: group.launchTemplate,
      }
      group.instances.push(instance)
    }
    if (group.suspended.has('Terminate')) return
    const free = staying().filter(({ isProtected }) => !isProtected)
    for (const instance of free.slice(0, Math.max(0, staying().length - group.desired))) {
      if (group.drains) instance.lifecycleState = 'Terminating:Wait'
      else group.instances = group.instances.filter(one => one !== instance)
    }
  }

  function applyToGroup(physicalId: string, properties: Properties): void {
    const present = groups.get(physicalId) ?? {
      min: 0,
      max: 0,
      desired: 0,
      launchTemplate: null,
      instances: [],
      suspended: new Set<string>(),
      drains: false,
    }
    const { MinSize, MaxSize, DesiredCapacity, LaunchTemplate } = properties
    const template = LaunchTemplate as Readonly<Record<string, string>> | undefined
    const min = Number(MinSize ?? present.min)
    const max = Number(MaxSize ?? present.max)
    const group = Object.assign(present, {
      min,
      max,
      desired: Number(DesiredCapacity ?? Math.max(min, Math.min(max, present.desired))),
      launchTemplate: template === undefined ? null : `${template.LaunchTemplateId}:${template.Version}`,
    })
    groups.set(physicalId, group)
    scale(group)
  }

  function put(request: ResourceRequest, physicalId: string, version: number) {
    resources.set(physicalId, request.properties)
    if (request.type === 'AWS::AutoScaling::AutoScalingGroup') applyToGroup(physicalId, request.properties)
    return {
      physicalId,
      attributes: { Arn: `arn:${physicalId}`, TopicName: physicalId, LatestVersionNumber: String(version) },
    }
  }

  const groupOf = (physicalId: string): MutableGroup => {
    const group = groups.get(physicalId)
    if (group === undefined) throw new ResourceError(`AutoScalingGroup name not found - ${physicalId}`)
    return group
  }
  const versions = new Map<string, number>()

  const actuator: Actuator = {
    async stabilize({ logicalId }) {
      call(`stabilize ${logicalId}`)
      await stabilizing.get(logicalId)
    },
    async create(request) {
      call(`create ${request.logicalId}`)
      return put(request, `${request.logicalId}-${id()}`, 1)
    },
    async update(request) {
      call(`update ${request.logicalId}`)
      const version = (versions.get(request.physicalId) ?? 1) + 1
      versions.set(request.physicalId, version)
      return put(request, request.physicalId, version)
    },
    async remove({ logicalId, physicalId }) {
      call(`remove ${logicalId}`)
      resources.delete(physicalId)
      groups.delete(physicalId)
    },
    async group({ physicalId }): Promise<GroupView> {
      return structuredClone(groupOf(physicalId))
    },
    async resizeGroup({ physicalId }, { min, max, desired }) {
      calls.push(`resize ${JSON.stringify({ min, max, desired })}`)
      const group = groupOf(physicalId)
      Object.assign(group, {
        min: min ?? group.min,
        max: max ?? group.max,
        desired: desired ?? group.desired,
      })
      scale(group)
    },
    async terminateInGroup({ physicalId }, instanceId, decrementDesired) {
      call(`terminate ${instanceId}`)
      const group = groupOf(physicalId)
      group.instances = group.instances.filter(instance => instance.instanceId !== instanceId)
      if (decrementDesired) group.desired -= 1
      scale(group)
    },
    async suspend({ physicalId }, processes) {
      calls.push(`suspend ${processes.join()}`)
      for (const process of processes) groupOf(physicalId).suspended.add(process)
    },
    async resume({ physicalId }, processes) {
      calls.push(`resume ${processes.join()}`)
      for (const process of processes) groupOf(physicalId).suspended.delete(process)
      scale(groupOf(physicalId))
    },
  }

  const engine = createEngine({
    actuator,
    accountId: '123456789012',
    uniqueId: () => `0000-${id()}`,
    clock: {
      now: () => new Date(time),
      sleep: milliseconds =>
        new Promise(wake => void sleepers.push({ at: time + milliseconds, wake: () => wake() })),
    },
    lookUp: async () => ({ parameters, zones: ['us-east-1a', 'us-east-1b'] }),
    taken: async (_, names) =>
      names.map(({ name }) => [...resources.values()].some(one => Object.values(one).includes(name))),
    async readTemplate(url) {
      const text = templates.get(url)
      if (text === undefined)
        throw new ApiError('ValidationError', 'S3 error: The specified key does not exist.')
      return text
    },
  })

  return {
    engine,
    resources,
    templates,
    calls,
    failures,
    stabilizing,
    groups,
    settle,
    async pass(seconds) {
      time += seconds * 1000
      for (const sleeper of sleepers.filter(({ at }) => at <= time)) sleeper.wake()
      await settle()
    },
    async wakeEarly() {
      for (const sleeper of sleepers.splice(0)) sleeper.wake()
      await settle()
    },
    events(stackName) {
      const { StackEvents } = engine.describeStackEvents({ StackName: stackName }, region)
      return StackEvents.toReversed().map(event =>
        [event.ResourceStatus, event.LogicalResourceId, event.ResourceStatusReason].filter(Boolean).join(' '),
      )
    },
  }
}
