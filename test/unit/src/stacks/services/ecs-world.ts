import type { Ecs } from '#src/aws/ecs.ts'
import type { Deployment, Service, Task } from '#src/aws/ecs-service.ts'
import type { Elb, HealthCheck, Target } from '#src/aws/elb.ts'
import type { Logs } from '#src/aws/logs.ts'
import type { StackEvent, StackResource } from '#src/aws/stack.ts'
import { toTaskDefinition } from '#src/aws/task-definition.ts'
import type { StacksContext } from '#src/stacks/context.ts'
import { fakeCloudFormation } from '#test/helpers/fake-cloudformation.ts'
import { fakeContext } from '#test/helpers/stacks-context.ts'
import { event } from '#test/unit/src/stacks/watch/events.ts'

export const serviceArn = 'arn:aws:ecs:us-east-1:123456789012:service/shop/web'
export const targetGroup = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/1'
export const revision = (number: number) => `arn:aws:ecs:us-east-1:123456789012:task-definition/web:${number}`
const start = new Date('2026-11-21T12:00:00Z')

export function deployment(given: Partial<Deployment> & { readonly revision?: number } = {}): Deployment {
  const { revision: number = 12, ...others } = given
  return {
    id: 'ecs-svc/2',
    status: 'PRIMARY',
    rollout: 'IN_PROGRESS',
    rolloutReason: null,
    taskDefinition: revision(number),
    desired: 2,
    running: 0,
    pending: 0,
    failed: 0,
    createdAt: new Date(start.getTime() + 1000),
    ...others,
  }
}

export const oldDeployment = deployment({
  id: 'ecs-svc/1',
  status: 'ACTIVE',
  rollout: 'COMPLETED',
  revision: 11,
  running: 2,
  createdAt: new Date(start.getTime() - 86_400_000),
})

export function service(given: Partial<Service> = {}): Service {
  return {
    arn: serviceArn,
    name: 'web',
    status: 'ACTIVE',
    desired: 2,
    running: 2,
    pending: 0,
    taskDefinition: revision(12),
    deployments: [deployment(), oldDeployment],
    events: [],
    targets: [],
    minimumPercent: 100,
    maximumPercent: 200,
    breaker: { isEnabled: true, rollsBack: true },
    controller: 'ECS',
    capacityProviders: [],
    ...given,
  }
}

export function task(id: string, given: Partial<Task> = {}): Task {
  return {
    arn: `arn:aws:ecs:us-east-1:123456789012:task/shop/${id}`,
    startedBy: 'ecs-svc/2',
    taskDefinition: revision(12),
    containerInstance: 'arn:container-instance/1',
    status: 'RUNNING',
    desiredStatus: 'RUNNING',
    createdAt: new Date(start.getTime() + 2000),
    startedAt: new Date(start.getTime() + 3000),
    stoppedAt: null,
    stopCode: null,
    stoppedReason: null,
    health: 'UNKNOWN',
    containers: [
      {
        name: 'app',
        runtimeId: 'runtime',
        exitCode: null,
        reason: null,
        health: 'UNKNOWN',
        ports: [{ containerPort: 8080, hostPort: 32768 }],
        addresses: [],
      },
    ],
    ...given,
  }
}

/** A task whose container app exited with status 1. */
export function crashed(id: string, given: Partial<Task> = {}): Task {
  const [container] = task(id).containers
  if (container === undefined) throw new Error('no container')
  return task(id, {
    status: 'STOPPED',
    desiredStatus: 'STOPPED',
    stoppedAt: new Date(start.getTime() + 5000),
    stopCode: 'EssentialContainerExited',
    stoppedReason: 'Essential container in task exited',
    containers: [{ ...container, exitCode: 1 }],
    ...given,
  })
}

/** ECS, a load balancer and logs with one service, and the calls that were made. */
export function ecsWorld(answers: Parameters<typeof fakeContext>[1] = {}) {
  const calls: string[] = []
  const world = {
    calls,
    service: service() as Service | undefined,
    tasks: [] as Task[],
    targets: [] as Target[],
    healthCheck: undefined as HealthCheck | undefined,
    lines: {} as Record<string, string[]>,
    history: [{ status: 'SUCCESSFUL', reason: null, targetRevision: 'new', createdAt: start }] as Awaited<
      ReturnType<Ecs['serviceDeployments']>
    >,
    revisions: { new: revision(12) } as Record<string, string>,
    /** Of the stack. */
    resources: [] as StackResource[],
    /** Calls that are denied. */
    denied: new Set<keyof Ecs>(),
  }
  const refuse = (call: keyof Ecs) => {
    if (world.denied.has(call)) throw new Error(`ecs:${call} is not allowed`)
  }
  const ecs: Partial<Ecs> = {
    async services() {
      calls.push('services')
      refuse('services')
      return world.service === undefined ? [] : [world.service]
    },
    async tasks() {
      calls.push('tasks')
      refuse('tasks')
      return world.tasks
    },
    taskDefinition: async name =>
      toTaskDefinition({
        taskDefinitionArn: name,
        containerDefinitions: [
          {
            name: 'app',
            essential: true,
            logConfiguration: {
              logDriver: 'awslogs',
              options: { 'awslogs-group': '/shop', 'awslogs-stream-prefix': 'web' },
            },
          },
        ],
      }),
    async serviceDeployments() {
      refuse('serviceDeployments')
      return world.history
    },
    revisionTaskDefinition: async name => world.revisions[name],
    instanceIds: async (_, arns) => Object.fromEntries(arns.map(arn => [arn, 'i-1'])),
  }
  const elb: Elb = { targets: async () => world.targets, healthCheck: async () => world.healthCheck }
  const logs: Logs = { lastLines: async (group, stream) => world.lines[`${group} ${stream}`] ?? [] }
  const run = fakeContext(fakeCloudFormation(undefined), answers)
  const cloudFormation = { ...fakeCloudFormation(undefined).client, resources: async () => world.resources }
  const context: StacksContext = {
    ...run.context,
    clients: {
      ...run.context.clients,
      cloudFormation: async () => cloudFormation,
      ecs: async () => ecs as Ecs,
      elb: async () => elb,
      logs: async () => logs,
    },
  }
  return Object.assign(world, { run, context })
}

/** An event of the service in the stack. */
export function ofService(status: string, given: Partial<StackEvent> = {}): StackEvent {
  return event('Service', status, {
    type: 'AWS::ECS::Service',
    physicalId: serviceArn,
    time: start,
    ...given,
  })
}
