import type { StackMoved } from '../events/events.ts'
import type { Paint } from './paint.ts'

/** One event of a stack: status, resource and reason. Events of a nested stack are indented. */
export function stackLine(event: Omit<StackMoved, 'type' | 'time'>, paint: Paint): string {
  const { depth, logicalId, status, reason, instances } = event
  const what = `${'  '.repeat(depth)}${paint(styleOf(status), status.padEnd(18))} ${logicalId}`
  const why = reason === null ? '' : paint('dim', `  ${named(reason, instances)}`)
  return `${what}${why}`
}

/** Adds to each instance id the AMI that the instance runs. */
function named(reason: string, instances: StackMoved['instances']): string {
  return instances.reduce(
    (text, { instanceId, ami }) =>
      ami === null ? text : text.replaceAll(instanceId, `${instanceId} (${ami})`),
    reason,
  )
}

function styleOf(status: string): 'red' | 'yellow' | 'green' | 'cyan' {
  if (status.endsWith('_FAILED')) return 'red'
  if (status.includes('ROLLBACK')) return 'yellow'
  return status.endsWith('_COMPLETE') ? 'green' : 'cyan'
}
