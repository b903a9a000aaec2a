import type { ServiceEvent } from '../../aws/ecs-service.ts'
import type { StacksContext } from '../context.ts'
import type { Followed } from './follow.ts'
import type { Symptom } from './symptom.ts'
import { healthCheckIn } from './task-symptom.ts'

/** Whether an event is about the followed deployment. A task of another deployment fails for another reason. */
export function isOwnEvent(
  event: ServiceEvent,
  { tasks, places }: Pick<Followed, 'tasks' | 'places'>,
): boolean {
  const taskId = taskIdIn(event)
  if (taskId !== null) return tasks.has(taskId)
  return !isAboutTarget.test(event.message) || places.has(placeIn(event.message))
}

/** Whether only the tasks show if an event is about the followed deployment. */
export function needsTasks(event: ServiceEvent): boolean {
  return taskIdIn(event) !== null || isAboutTarget.test(event.message)
}

/** What a service event says about a failure. */
export async function symptomOfEvent(
  event: ServiceEvent,
  followed: Followed,
  { clients }: Pick<StacksContext, 'clients'>,
): Promise<Symptom> {
  const [healthCheck, instanceId] = await Promise.all([
    healthCheckIn(event.message, followed.service?.targets ?? [], clients.elb),
    instanceIn(event.message, followed, clients.ecs),
  ])
  const { time, message: text } = event
  return { time, taskId: taskIdIn(event), text, exit: null, log: [], healthCheck, instanceId }
}

/** Where a load balancer reaches a task: its instance or address, and the port. */
export function placeOf(target: string, port: number | string): string {
  return `${target}:${port}`
}

const isAboutTarget = /is unhealthy in/i

/** The task that an event names; null if it names none. */
function taskIdIn({ message }: ServiceEvent): string | null {
  return /\(task ([0-9a-f-]+)\)/.exec(message)?.[1] ?? null
}

/** Of `(instance i-1) (port 32768) is unhealthy in …`. */
function placeIn(message: string): string {
  const target = /\(instance ([^)\s]+)\)/.exec(message)?.[1] ?? ''
  return placeOf(target, /\(port (\d+)\)/.exec(message)?.[1] ?? '')
}

async function instanceIn(
  message: string,
  { cluster }: Followed,
  ecs: StacksContext['clients']['ecs'],
): Promise<string | null> {
  const known = /\(instance (i-[0-9a-f]+)\)/.exec(message)?.[1]
  const container = /container-instance ([0-9a-f-]{32,36})/.exec(message)?.[1]
  if (known !== undefined || container === undefined) return known ?? null
  const found = await (await ecs()).instanceIds(cluster, [container]).catch(() => ({}))
  return Object.values(found)[0] ?? null
}
