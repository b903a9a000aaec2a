import {
  DescribeContainerInstancesCommand,
  type ContainerInstance as Described,
  DescribeTasksCommand,
  ECSClient,
  paginateListContainerInstances,
  paginateListTasks,
  type Resource,
  StartTaskCommand,
} from '@aws-sdk/client-ecs'
import { type ClientOptions, retries } from './client-options.ts'
import { toTask } from './ecs-answers.ts'
import type { Task } from './ecs-service.ts'
import { type EcsServices, ecsServices } from './ecs-services.ts'
import { renewEndedSessions } from './ended-session.ts'
import { errorCode, translated } from './errors.ts'

/** ECS in one region: only the calls that packer-ecs makes. */
export interface Ecs extends EcsServices {
  /** Of a cluster; empty when the cluster does not exist. `status`: only those that are `DRAINING`. */
  containerInstances(cluster: string, status?: 'DRAINING'): Promise<ContainerInstance[]>
  /** The groups of the tasks on a container instance, e.g. `service:web` or `family:job`. */
  taskGroups(cluster: string, containerInstance: string): Promise<string[]>
  /** Starts one task on a container instance; its ARN, or ECS's reason why it cannot run there. */
  startTask(request: StartTask): Promise<{ readonly taskArn: string } | { readonly refusal: string }>
  /** Undefined if ECS does not know it, or no longer. */
  task(cluster: string, taskArn: string): Promise<Task | undefined>
}

export interface StartTask {
  readonly cluster: string
  readonly taskDefinition: string
  readonly containerInstance: string
  readonly startedBy: string
}

export interface ContainerInstance {
  readonly arn: string
  readonly instanceId: string
  /** `ACTIVE`, `DRAINING`, `REGISTERING` … */
  readonly status: string
  readonly agentConnected: boolean
  /** E.g. `1.108.1`; null when unknown. */
  readonly agentVersion: string | null
  readonly runningTasks: number
  /** Reserved by its tasks. */
  readonly used: Resources
  /** Available for more tasks. */
  readonly free: Resources
}

/** CPU units (1024 per vCPU) and MiB of memory. */
export interface Resources {
  readonly cpu: number
  readonly memory: number
}

/** Maximum that ECS describes in one call. */
const most = 100

export function createEcs(options: ClientOptions): Ecs {
  const client = renewEndedSessions(new ECSClient({ ...options, ...retries }))
  return {
    ...ecsServices(client),

    containerInstances: (cluster, status) =>
      translated('ecs:DescribeContainerInstances', async () => {
        try {
          const found: ContainerInstance[] = []
          const request = { cluster, maxResults: most, ...(status === undefined ? {} : { status }) }
          for await (const { containerInstanceArns = [] } of paginateListContainerInstances(
            { client },
            request,
          )) {
            if (containerInstanceArns.length > 0)
              found.push(...(await describe(cluster, containerInstanceArns)))
          }
          return found
        } catch (error) {
          if (errorCode(error) === 'ClusterNotFoundException') return []
          throw error
        }
      }),

    taskGroups: (cluster, containerInstance) =>
      translated('ecs:DescribeTasks', async () => {
        const groups: string[] = []
        for await (const { taskArns = [] } of paginateListTasks({ client }, { cluster, containerInstance })) {
          if (taskArns.length === 0) continue
          const { tasks = [] } = await client.send(new DescribeTasksCommand({ cluster, tasks: taskArns }))
          groups.push(...tasks.map(({ group = '' }) => group))
        }
        return groups
      }),

    startTask: ({ containerInstance, ...request }) =>
      translated('ecs:StartTask', async () => {
        const command = new StartTaskCommand({ ...request, containerInstances: [containerInstance] })
        const { tasks: [started] = [], failures: [failure] = [] } = await client.send(command)
        if (started?.taskArn !== undefined) return { taskArn: started.taskArn }
        return { refusal: failure?.reason ?? 'no reason given' }
      }),

    task: (cluster, taskArn) =>
      translated('ecs:DescribeTasks', async () => {
        const { tasks: [found] = [] } = await client.send(
          new DescribeTasksCommand({ cluster, tasks: [taskArn] }),
        )
        return found && toTask(found)
      }),
  }

  async function describe(cluster: string, arns: string[]): Promise<ContainerInstance[]> {
    const { containerInstances = [] } = await client.send(
      new DescribeContainerInstancesCommand({ cluster, containerInstances: arns }),
    )
    return containerInstances.map(toContainerInstance)
  }
}

function toContainerInstance(instance: Described): ContainerInstance {
  const registered = resources(instance.registeredResources)
  const free = resources(instance.remainingResources)
  return {
    arn: instance.containerInstanceArn ?? '',
    instanceId: instance.ec2InstanceId ?? '',
    status: instance.status ?? '',
    agentConnected: instance.agentConnected ?? false,
    agentVersion: instance.versionInfo?.agentVersion ?? null,
    runningTasks: instance.runningTasksCount ?? 0,
    used: { cpu: registered.cpu - free.cpu, memory: registered.memory - free.memory },
    free,
  }
}

function resources(given: readonly Resource[] = []): Resources {
  const amount = (name: string) => given.find(resource => resource.name === name)?.integerValue ?? 0
  return { cpu: amount('CPU'), memory: amount('MEMORY') }
}
