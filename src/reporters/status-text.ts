import { amiWords } from '../stacks/ami/deployed-ami.ts'
import type { InstanceStatus, StackStatus } from '../stacks/status/types.ts'
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
  { stackName, state, changedAt, instances }: StackStatus,
  now: Date,
  paint: Paint,
): string[] {
  if (state === null) return [`${paint('bold', stackName)}  ${paint('dim', 'not deployed')}`]
  const since = changedAt === null ? '' : `, changed ${age(new Date(changedAt), now)} ago`
  const head = `${paint('bold', stackName)}  ${paint(styleOf(state), state)}${since}`
  if (instances.length === 0) return [head, '  no instances']
  return [head, ...instances.map(instance => instanceLine(instance, now, paint))]
}

function instanceLine(
  { instanceId, state, launchedAt, ami, behind, container }: InstanceStatus,
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
    behindText(behind, paint),
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

function styleOf(state: string): 'red' | 'yellow' | 'green' {
  if (state.endsWith('_FAILED') || state === 'ROLLBACK_COMPLETE') return 'red'
  return state.endsWith('_IN_PROGRESS') || state.includes('ROLLBACK') ? 'yellow' : 'green'
}
