import type { ApiAnswer } from '../gateway/api-answer.ts'
import { apiError, errorAnswer } from '../gateway/api-answer.ts'
import type { ApiRequest } from '../gateway/api-request.ts'
import { agentActions, describeForAgent, tasksForAgent } from './api/agent.ts'
import { type Action, type Context, clusterOf, findDefinition } from './api/context.ts'
import { serviceDeploymentActions } from './api/service-deployments.ts'
import { serviceActions } from './api/services.ts'
import { hasOwnTags, tagActions } from './api/tags.ts'
import { taskDefinitionActions } from './api/task-definitions.ts'
import { taskActions } from './api/tasks.ts'
import { toWire } from './api/wire.ts'
import { definitionName } from './arn.ts'
import { EcsError } from './error.ts'
import { createPolls } from './polls.ts'
import type { Ports } from './ports.ts'
import { createScheduler } from './scheduler.ts'
import { stabilityOf } from './stability.ts'
import { createStore } from './store.ts'
import { endLost } from './tasks.ts'
import type { TaskDefinition } from './types.ts'

/** Every action except Poll, tags, and those of moto. */
export const ecsActions: Readonly<Record<string, Action>> = {
  ...taskDefinitionActions,
  ...taskActions,
  ...serviceActions,
  ...serviceDeploymentActions,
  ...agentActions,
}

export interface Ecs {
  /** Answers a call; undefined if moto answers it. */
  answer(api: ApiRequest, caller: string): Promise<ApiAnswer | undefined>
  /** Call this when the fleet may have changed. */
  wake(): void
  /** Roles of a task definition, by family, FAMILY:REVISION, or ARN; empty if it does not exist. */
  rolesOfTaskDefinition(
    region: string,
    given: string,
  ): Pick<TaskDefinition, 'taskRoleArn' | 'executionRoleArn'>
  /** Resolves when the service is stable; rejects with the reason if its deployment fails. */
  stabilized(serviceArn: string): Promise<void>
}

const tickMilliseconds = 1000

/** The control plane of ECS: task definitions, tasks, services, and what their agents report. */
export function createEcs(ports: Ports): Ecs {
  const store = createStore()
  const scheduler = createScheduler(store, ports)
  const polls = createPolls(ports.clock, instance => tasksForAgent({ store }, instance))
  const watchers = new Set<() => void>()
  let running = false
  let again = false
  let isTicking = false

  function wake(): void {
    if (running) {
      again = true
      return
    }
    running = true
    void scheduler
      .pass()
      .catch((error: Error) => console.error(`ecs: ${error.stack}`))
      .finally(() => {
        running = false
        polls.look()
        for (const watcher of watchers) watcher()
        if (again) {
          again = false
          wake()
        } else if (scheduler.isBusy()) tick()
      })
  }

  /** Looks again without an event, for delays and alarms. */
  function tick(): void {
    if (isTicking) return
    isTicking = true
    void ports.clock.sleep(tickMilliseconds).then(() => {
      isTicking = false
      wake()
    })
  }
  ports.targetGroups.onChange(wake)

  async function contextOf({ region, parameters }: ApiRequest, caller: string): Promise<Context> {
    return { store, ports, region, caller, parameters, fleet: await ports.fleet(), wake }
  }

  async function respond(api: ApiRequest, caller: string): Promise<object | undefined> {
    const { action, parameters, region } = api
    if (action === 'Poll') {
      const { containerInstance, revision } = parameters
      const polled = await polls.poll(containerInstance, revision)
      const tasks = await describeForAgent(await contextOf(api, caller), polled.tasks)
      return { revision: polled.revision, tasks }
    }
    if (action === 'DeleteCluster') {
      const context = await contextOf(api, caller)
      const cluster = clusterOf(context, parameters.cluster)
      // The instances of its tasks may have been terminated since the last pass.
      endLost(store.tasks.values(), context.fleet.containerInstances, ports)
      const isIn = (one: { cluster: string; region: string }) =>
        one.cluster === cluster.name && one.region === region
      if ([...store.services.values()].some(one => isIn(one) && one.status !== 'INACTIVE'))
        throw new EcsError(
          'ClusterContainsServicesException',
          'The Cluster cannot be deleted while Services are active.',
        )
      if ([...store.tasks.values()].some(one => isIn(one) && one.lastStatus !== 'STOPPED'))
        throw new EcsError(
          'ClusterContainsTasksException',
          'The Cluster cannot be deleted while Tasks are active.',
        )
      return undefined
    }
    const act = ecsActions[action] ?? (hasOwnTags(parameters) ? tagActions[action] : undefined)
    return act?.(await contextOf(api, caller))
  }

  return {
    async answer(api, caller) {
      try {
        const content = await respond(api, caller)
        if (content === undefined) return undefined
        const headers = { 'content-type': 'application/x-amz-json-1.1' }
        return { status: 200, headers, body: JSON.stringify(toWire(content)) }
      } catch (error) {
        if (!(error instanceof EcsError)) throw error
        return errorAnswer(api.protocol, apiError(error.code, error.message))
      }
    },
    wake,
    rolesOfTaskDefinition: (region, given) => findDefinition(store, region, definitionName(given)) ?? {},
    stabilized(serviceArn) {
      const wait = {
        since: ports.clock.now(),
        deployment: store.services.get(serviceArn)?.awaited ?? null,
      }
      return new Promise((resolve, reject) => {
        const look = () => {
          const stability = stabilityOf(store, store.services.get(serviceArn), wait, ports.clock.now())
          if (stability === 'waits') return
          watchers.delete(look)
          if (stability === 'stable') resolve()
          else reject(new Error(stability.failure))
        }
        watchers.add(look)
        look()
      })
    },
  }
}
