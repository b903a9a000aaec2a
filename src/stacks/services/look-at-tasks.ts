import type { Service, Task } from '../../aws/ecs-service.ts'
import { mostListedTasks } from '../../aws/ecs-services.ts'
import type { Target } from '../../aws/elb.ts'
import type { StacksContext } from '../context.ts'
import { isFailed, taskIdOf } from './deployment.ts'
import { placeOf } from './event-symptom.ts'
import type { Followed } from './follow.ts'
import type { Symptom } from './symptom.ts'
import { exitOf, healthCheckIn, linesOf, textOf } from './task-symptom.ts'
import { type TaskView, viewOf } from './task-view.ts'

type Context = Pick<StacksContext, 'clients' | 'clock' | 'emit' | 'region'>
type Tell = (symptom: Symptom) => void

/** How often the log of a stopped task is read until it has lines: they arrive with a delay. */
const mostAttempts = 4

/**
 * Reads the tasks of the deployment and reports those that changed; those that failed with their log and cause.
 *
 * @param hasFailed the operation failed. A deployment that was over before it was seen has its tasks all the same.
 */
export async function lookAtTasks(
  followed: Followed,
  service: Service,
  context: Context,
  { hasFailed, tell }: { readonly hasFailed: boolean; readonly tell: Tell },
): Promise<readonly TaskView[]> {
  const { clients, clock } = context
  const { target, since, cluster, name } = followed
  if (target === null && !hasFailed) return []
  const client = await clients.ecs()
  const all = await client.tasks(cluster, name)
  followed.isCut = all.length >= mostListedTasks
  const tasks = all.filter(({ startedBy, createdAt }) =>
    target === null ? createdAt >= since : startedBy === target.id,
  )
  const unknown = tasks.flatMap(({ containerInstance }) =>
    containerInstance === null || containerInstance in followed.instances ? [] : [containerInstance],
  )
  const [targets] = await Promise.all([
    targetsOf(service, clients),
    client.instanceIds(cluster, [...new Set(unknown)]).then(
      found => Object.assign(followed.instances, found),
      () => undefined,
    ),
  ])
  const views = tasks
    .toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime())
    .map(task => viewOf(task, { service, instances: followed.instances, targets, now: clock.now() }))
  for (const view of views) await report(view, followed, context, tell)
  await readMissingLogs(followed, context)
  return views
}

/** Reads again the logs that had no lines. */
export async function readMissingLogs(followed: Followed, context: Context): Promise<void> {
  for (const [taskId, waiting] of followed.logless) {
    waiting.attempts += 1
    const definition = followed.definitions.get(waiting.task.taskDefinition)
    const { logs } = context.clients
    const lines = await linesOf(waiting.task, waiting.container, definition, (region = context.region) =>
      logs(region),
    )
    if (lines.length === 0 && waiting.attempts < mostAttempts) continue
    followed.logless.delete(taskId)
    if (lines.length === 0) continue
    context.emit({ type: 'task-log', service: followed.name, taskId, container: waiting.container, lines })
    const found = followed.causes.findIndex(({ symptom }) => symptom.taskId === taskId)
    const cause = followed.causes[found]
    if (cause !== undefined) followed.causes[found] = { ...cause, symptom: { ...cause.symptom, log: lines } }
  }
}

async function report(view: TaskView, followed: Followed, context: Context, tell: Tell): Promise<void> {
  const { task, instanceId, health } = view
  for (const { ports, addresses } of task.containers) {
    for (const { hostPort } of ports) followed.places.add(placeOf(instanceId ?? '', hostPort))
    for (const address of addresses) {
      for (const { port } of followed.service?.targets ?? []) followed.places.add(placeOf(address, port))
    }
  }
  const taskId = taskIdOf(task.arn)
  const reason = textOf(task).replaceAll('\n', '; ') || null
  const key = [task.status, health, reason].join()
  if (followed.tasks.get(taskId) === key) return
  followed.tasks.set(taskId, key)
  const now = context.clock.now()
  context.emit({
    type: 'task-moved',
    time: now.toISOString(),
    service: followed.name,
    taskId,
    status: task.status,
    instanceId,
    ageSeconds: Math.max(
      0,
      Math.round(((task.stoppedAt ?? now).getTime() - task.createdAt.getTime()) / 1000),
    ),
    health,
    reason,
  })
  if (!isFailed(task) || followed.failedTasks.has(taskId)) return
  followed.failedTasks.add(taskId)
  tell(await symptomOf(task, instanceId, followed, context))
}

async function symptomOf(
  task: Task,
  instanceId: string | null,
  followed: Followed,
  context: Context,
): Promise<Symptom> {
  const { clients, emit, region, clock } = context
  const definition = await definitionOf(task, followed, context)
  const exit = exitOf(task, definition)
  const text = textOf(task)
  const taskId = taskIdOf(task.arn)
  const container = exit?.container ?? task.containers[0]?.name
  const log =
    container === undefined
      ? []
      : await linesOf(task, container, definition, (name = region) => clients.logs(name))
  if (container !== undefined && log.length > 0) {
    emit({ type: 'task-log', service: followed.name, taskId, container, lines: log })
  } else if (container !== undefined && exit !== null) {
    followed.logless.set(taskId, { task, container, attempts: 0 })
  }
  const healthCheck = await healthCheckIn(text, followed.service?.targets ?? [], clients.elb)
  return { time: task.stoppedAt ?? clock.now(), taskId, text, exit, instanceId, healthCheck, log }
}

async function definitionOf({ taskDefinition }: Task, followed: Followed, { clients }: Context) {
  if (!followed.definitions.has(taskDefinition)) {
    const found = await (await clients.ecs()).taskDefinition(taskDefinition).catch(() => undefined)
    followed.definitions.set(taskDefinition, found)
  }
  return followed.definitions.get(taskDefinition)
}

async function targetsOf(
  { targets }: Service,
  { elb }: Context['clients'],
): Promise<Record<string, readonly Target[]>> {
  if (targets.length === 0) return {}
  const client = await elb()
  const found = await Promise.all(
    targets.map(async ({ targetGroupArn }) => {
      const health = await client.targets(targetGroupArn).catch(() => [])
      return [targetGroupArn, health] as const
    }),
  )
  return Object.fromEntries(found)
}
