import { amiWords } from '../stacks/ami/deployed-ami.ts'
import type { InstanceStatus, ServiceStatus, StackStatus } from '../stacks/status/types.ts'
import { onOneLine } from './foreign.ts'
import type { Paint } from './paint.ts'
import { age, plural } from './text.ts'

/** Each stack with its instances. */
export function statusText(stacks: readonly StackStatus[], now: Date, paint: Paint): string {
  return onOneLine(stacks)
    .map(stack => stackLines(stack, now, paint).join('\n'))
    .join('\n\n')
    .concat('\n')
}

function stackLines(
  { stackName, state, changedAt, channel, instances, services }: StackStatus,
  now: Date,
  paint: Paint,
): string[] {
  if (state === null) return [`${paint('bold', stackName)}  ${paint('dim', 'not deployed')}`]
  const since = changedAt === null ? '' : `, changed ${age(new Date(changedAt), now)} ago`
  const head = `${paint('bold', stackName)}  ${paint(styleOf(state), state)}${since}${channel === null ? '' : `, channel ${channel}`}`
  if (instances.length + services.length === 0) return [head, '  no instances']
  return [
    head,
    ...services.map(service => serviceLine(service, paint)),
    ...instances.map(instance => instanceLine(instance, channel, now, paint)),
  ]
}

/** E.g. `service web  ACTIVE  2/2 tasks  web:12  app packer-ecs/web:1.2`. */
function serviceLine(
  { name, state, desired, running, pending, taskDefinition, images, deployment }: ServiceStatus,
  paint: Paint,
): string {
  const parts = [
    `  service ${name}`,
    state === 'ACTIVE' ? '' : paint('yellow', state.toLowerCase()),
    paint(running < desired ? 'yellow' : 'green', `${running}/${plural(desired, 'task')}`),
    pending === 0 ? '' : paint('yellow', `${pending} pending`),
    taskDefinition,
    images.map(({ container, image }) => `${container} ${image}`).join(', '),
    deployment === 'IN_PROGRESS' ? paint('yellow', 'deploying') : '',
    deployment === 'FAILED' ? paint('red', 'deployment failed') : '',
  ]
  return parts.filter(part => part !== '').join('  ')
}

function instanceLine(
  { instanceId, state, launchedAt, ami, behind, channelImageId, container }: InstanceStatus,
  channel: string | null,
  now: Date,
  paint: Paint,
): string {
  const agent =
    container === null
      ? paint('yellow', 'not in the cluster')
      : `${container.agentConnected ? 'agent connected' : paint('red', 'agent not connected')}, ${plural(container.runningTasks, 'task')}`
  const parts = [
    `  ${instanceId}`,
    ...(state === 'running' ? [] : [paint('yellow', state)]),
    ami.createdAt === null ? paint('red', `${ami.imageId} (deleted)`) : amiWords(ami),
    channel === null ? behindText(behind, paint) : channelText(channel, channelImageId, ami.imageId, paint),
    container !== null && container.status !== 'ACTIVE'
      ? paint('yellow', container.status.toLowerCase())
      : '',
    agent,
    `up ${age(new Date(launchedAt), now)}`,
  ]
  return parts.filter(part => part !== '').join('  ')
}

function behindText(behind: InstanceStatus['behind'], paint: Paint): string {
  if (behind === null) return ''
  if (behind.bakes === 0) return paint('green', 'newest')
  const days = behind.days === 0 ? '' : `, ${plural(behind.days, 'day')}`
  return paint('yellow', `${plural(behind.bakes, 'bake')}${days} behind`)
}

/** A stack with a channel is behind its channel, and not behind the newest AMI. */
function channelText(channel: string, imageId: string | null, current: string, paint: Paint): string {
  if (imageId === null) return ''
  return imageId === current
    ? paint('green', `as ${channel}`)
    : paint('yellow', `behind ${channel}, which holds ${imageId}`)
}

function styleOf(state: string): 'red' | 'yellow' | 'green' {
  if (state.endsWith('_FAILED') || state === 'ROLLBACK_COMPLETE') return 'red'
  return state.endsWith('_IN_PROGRESS') || state.includes('ROLLBACK') ? 'yellow' : 'green'
}
