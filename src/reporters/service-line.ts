import type {
  ServiceFailing,
  ServiceMoved,
  ServiceReported,
  TaskLog,
  TaskMoved,
  ToolEvent,
} from '../events/events.ts'
import type { Paint } from './paint.ts'
import { duration } from './text.ts'

/** Events about ECS services. */
export type AboutService = ServiceMoved | ServiceReported | TaskMoved | TaskLog | ServiceFailing

export function isAboutService(event: ToolEvent): event is AboutService {
  return ['service-moved', 'service-reported', 'task-moved', 'task-log', 'service-failing'].includes(
    event.type,
  )
}

/** One event of a service in lines of text; a log has one for each of its lines. */
export function serviceLines(event: AboutService, paint: Paint): string[] {
  switch (event.type) {
    case 'service-moved':
      return [countsLine(event, paint)]
    case 'service-reported':
      return [paint('dim', `ECS: ${event.message}`)]
    case 'task-moved':
      return [taskLine(event, paint)]
    case 'task-log':
      return event.lines.map(line => paint('dim', `│ ${event.container}: ${line}`))
    case 'service-failing':
      return [
        `${paint('red', event.code)} ${event.service}: ${event.summary}`,
        ...(event.hint === '' ? [] : [`  ${event.hint}`]),
      ]
  }
}

/** E.g. `service web (web:12): 4 desired, 1 pending, 3 running, 2 healthy, 0 failed`. */
export function countsLine(event: ServiceMoved, paint: Paint): string {
  const { service, taskDefinition, desired, pending, running, healthy, failed, old } = event
  const counts = [
    `${desired} desired`,
    `${pending} pending`,
    `${running} running`,
    healthy >= desired && running >= desired ? paint('green', `${healthy} healthy`) : `${healthy} healthy`,
    failed > 0 ? paint('red', `${failed} failed`) : '0 failed',
    ...(old > 0 ? [`${old} of the old version`] : []),
  ]
  return `service ${service} (${taskDefinition}): ${counts.join(', ')}`
}

function taskLine(
  { taskId, status, instanceId, ageSeconds, health, reason }: TaskMoved,
  paint: Paint,
): string {
  const details = [
    instanceId === null ? '' : `on ${instanceId}`,
    `age ${duration(ageSeconds)}`,
    health === null ? '' : health.toLowerCase(),
  ].filter(text => text !== '')
  const why = reason === null ? '' : paint('dim', `  ${reason}`)
  return `task ${taskId} ${paint(styleOf(status), status)}  ${details.join(', ')}${why}`
}

function styleOf(status: string): 'green' | 'cyan' | 'yellow' {
  if (status === 'RUNNING') return 'green'
  return status === 'STOPPED' ? 'yellow' : 'cyan'
}
