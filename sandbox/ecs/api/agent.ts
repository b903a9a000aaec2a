import { lastPart } from '../arn.ts'
import { invalidParameter } from '../error.ts'
import type { TaskCredentials } from '../ports.ts'
import { end, orderStop } from '../tasks.ts'
import type { ContainerState, Members, NetworkBinding, Task } from '../types.ts'
import { type Action, type Context, clusterOf, findTask } from './context.ts'
import { listOf } from './validate-task-definition.ts'

/** A task as its agent learns of it (the response of Poll). */
async function agentTask({ ports }: Context, task: Task): Promise<object> {
  const { definition, overrides } = task
  const role = (name: 'taskRoleArn' | 'executionRoleArn'): Promise<TaskCredentials | undefined> | null => {
    const arn = overrides[name] ?? definition[name]
    return typeof arn === 'string' ? ports.assumeRole(arn, task.arn) : null
  }
  return {
    taskArn: task.arn,
    desiredStatus: task.isStopOrdered ? 'STOPPED' : 'RUNNING',
    taskDefinition: definition,
    overrides,
    startedBy: task.startedBy,
    group: task.group,
    networkInterface:
      task.address === null ? null : { address: task.address, gateway: ports.addresses.gateway },
    taskRole: (await role('taskRoleArn')) ?? null,
    executionRole: (await role('executionRoleArn')) ?? null,
  }
}

/** Tasks that the agent of a container instance runs or stops. */
export function tasksForAgent({ store }: Pick<Context, 'store'>, containerInstance: unknown): Task[] {
  const id = lastPart(String(containerInstance))
  return [...store.tasks.values()].filter(
    task =>
      lastPart(task.containerInstanceArn ?? '') === id &&
      task.lastStatus !== 'STOPPED' &&
      (task.areRolesChecked || task.lastStatus !== 'PENDING'),
  )
}

export async function describeForAgent(context: Context, tasks: readonly Task[]): Promise<object[]> {
  return Promise.all(tasks.map(task => agentTask(context, task)))
}

/** The agent reports that a task and its containers have changed. */
const submitTask: Action = context => {
  const { parameters, ports } = context
  const task = findTask(context, clusterOf(context), parameters.task)
  if (task === undefined) throw invalidParameter('The referenced task was not found.')
  if (task.lastStatus === 'STOPPED') return { acknowledgment: '' }
  for (const report of listOf(parameters.containers)) updateContainer(task, report)
  for (const name of ['pullStartedAt', 'pullStoppedAt', 'executionStoppedAt'] as const) {
    const time = timeOf(parameters[name])
    if (time !== undefined) task[name] = time
  }
  if (parameters.status === 'RUNNING' && task.lastStatus === 'PENDING') {
    task.lastStatus = 'RUNNING'
    task.startedAt = ports.clock.now()
    // It was stopped while it started.
    if (task.isStopOrdered) orderStop(task)
  }
  if (parameters.status === 'STOPPED') endReported(context, task)
  task.version++
  context.wake()
  return { acknowledgment: '' }
}

function updateContainer(task: Task, report: Members): void {
  const container = task.containers.find(({ name }) => name === report.containerName)
  if (container === undefined) return
  const { runtimeId, imageDigest, exitCode, reason, networkBindings, status, healthStatus } = report
  if (typeof status === 'string' && status !== '') container.lastStatus = status
  if (typeof runtimeId === 'string') container.runtimeId = runtimeId
  if (typeof imageDigest === 'string') container.imageDigest = imageDigest
  if (typeof exitCode === 'number') container.exitCode = exitCode
  if (typeof reason === 'string' && reason !== '') container.reason = reason
  if (Array.isArray(networkBindings))
    container.networkBindings = networkBindings as unknown as readonly NetworkBinding[]
  if (healthStatus === 'HEALTHY' || healthStatus === 'UNHEALTHY') container.healthStatus = healthStatus
}

/** The stop code follows from what the agent reports, unless ECS has ordered the stop. */
function endReported({ parameters, ports }: Context, task: Task): void {
  const hasRun =
    task.startedAt !== undefined || task.containers.some(({ exitCode }) => exitCode !== undefined)
  const given =
    typeof parameters.reason === 'string' && parameters.reason !== '' ? parameters.reason : undefined
  const ofContainer = task.containers
    .map(({ reason }: ContainerState) => reason)
    .find(reason => reason !== undefined)
  if (hasRun) end(task, ports, given ?? 'Essential container in task exited', 'EssentialContainerExited')
  else end(task, ports, given ?? ofContainer ?? 'Task failed to start', 'TaskFailedToStart')
}

function timeOf(given: unknown): Date | undefined {
  if (typeof given === 'number') return new Date(given * 1000)
  return typeof given === 'string' ? new Date(given) : undefined
}

/** Containers report their states with their task. */
const submitContainer: Action = context => {
  const { parameters } = context
  const task = findTask(context, clusterOf(context), parameters.task)
  if (task !== undefined) updateContainer(task, parameters)
  context.wake()
  return { acknowledgment: '' }
}

export const agentActions: Readonly<Record<string, Action>> = {
  SubmitTaskStateChange: submitTask,
  SubmitContainerStateChange: submitContainer,
  SubmitAttachmentStateChanges: () => ({ acknowledgment: '' }),
}
