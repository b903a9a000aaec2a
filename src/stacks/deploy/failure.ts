import { InterruptedError } from '../../errors/interrupted.ts'
import { ownCommand } from '../../errors/own-command.ts'
import { ToolError } from '../../errors/tool-error.ts'
import type { DeployEnd } from '../../runs/record.ts'
import { serviceType } from '../services/watch-services.ts'
import type { ExplainedCause } from '../watch/evidence.ts'
import type { Watched } from '../watch/watch.ts'
import type { DeployProgress } from './document.ts'
import { hopelessFailure, serviceFailure } from './service-failure.ts'
import { withVerification } from './verified-service.ts'

/** The watch ended; the operation continues. */
export class DetachedError extends InterruptedError {
  constructor(stackName: string) {
    super(
      `the operation on ${stackName} continues without being watched`,
      `Watch it again: ${ownCommand('watch', stackName)}`,
    )
  }
}

/** How a watched operation ended, as an error; undefined when it ended well. */
function failureOf(watched: Watched, stackName: string): ToolError | undefined {
  const { phase, status, rootCause, isCanceled, services, hopeless } = watched
  if (phase === 'done') return serviceFailure(services, stackName, status)
  if (hopeless !== null) return hopelessFailure(hopeless, stackName, status)
  if (phase === 'deleted' && isCanceled) {
    return new InterruptedError(
      `you deleted ${stackName} while it was created`,
      'Fix the cause above, then deploy again.',
    )
  }
  if (phase === 'detached') return new DetachedError(stackName)
  if (phase === 'deleted') {
    return new ToolError('STACK_GONE', `the stack ${stackName} was deleted while it was watched`, {
      hint: 'Deploy it again if you still need it.',
    })
  }
  const isBack = phase === 'rolledBack'
  if (isBack && isCanceled) {
    return new InterruptedError(
      `you canceled the update of ${stackName}, and it was rolled back`,
      'Deploy again to retry.',
    )
  }
  const code = isBack ? 'STACK_ROLLED_BACK' : 'STACK_FAILED'
  const what = isBack ? 'was rolled back' : `ended in ${status}`
  if (rootCause === null) {
    return new ToolError(code, `${stackName} ${what}, and CloudFormation gives no reason`, {
      hint: 'The events above are all that CloudFormation reports; its console shows them as well.',
    })
  }
  return new ToolError(
    code,
    `${stackName} ${what}: ${rootCause.resource} (${rootCause.type}): ${rootCause.reason}`,
    {
      why: explanation(rootCause),
      hint: isBack
        ? rootCause.hint
        : `${rootCause.hint} The next deploy offers to recover the stack from ${status}.`,
      details: rootCause.log,
    },
  )
}

/**
 * Keeps how the operation ended.
 *
 * @throws ToolError STACK_ROLLED_BACK, STACK_FAILED, STACK_GONE, SERVICE_ROLLED_BACK, SERVICE_NOT_STEADY,
 * SERVICE_NOT_DEPLOYED, or the code of a service's cause; InterruptedError after a cancellation
 */
export function assertDone(watched: Watched, stackName: string, progress: DeployProgress): Watched {
  progress.rootCause = watched.rootCause
  progress.services = withVerification(progress.services, watched.services)
  const failure = failureOf(watched, stackName)
  progress.end = watched.phase === 'done' && failure !== undefined ? 'failed' : endOf(watched)
  if (failure !== undefined) throw failure
  return watched
}

/** The outcome of a deploy or of a watch that ended early. */
export function outcomeOf(error: ToolError, { end }: DeployProgress): DeployEnd {
  return error instanceof DetachedError ? 'detached' : (end ?? 'failed')
}

function endOf({ phase }: Watched): DeployEnd | null {
  if (phase === 'done') return null
  return phase === 'rolledBack' || phase === 'detached' ? phase : 'failed'
}

function explanation({ type, instanceId, verdict }: ExplainedCause): string {
  // Its instance is that of a task.
  if (type === serviceType) return ''
  if (verdict !== null && instanceId !== null) {
    const { result, stage, reason } = verdict
    return result === 'failed'
      ? `The first run of ${instanceId} failed at ${stage}: ${reason}`
      : `The first run of ${instanceId} reports that it joined the cluster: ${reason}`
  }
  return instanceId === null ? '' : `Instance ${instanceId} did not report how its first run ended.`
}
