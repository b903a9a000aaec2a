import { InterruptedError } from '../../errors/interrupted.ts'
import { asToolError, ToolError } from '../../errors/tool-error.ts'
import type { DeployEnd } from '../../runs/deploy-record.ts'
import type { ExplainedCause } from '../watch/evidence.ts'
import type { Watched } from '../watch/watch.ts'
import type { DeployProgress } from './document.ts'

/** Nobody watches any more, but CloudFormation goes on. */
export class DetachedError extends InterruptedError {
  constructor(stackName: string) {
    super(`${stackName} goes on without being watched`, `Join it again: packer-ecs watch ${stackName}`)
  }
}

/** How a watched operation ended, as an error; undefined when it ended well. */
function failureOf({ phase, status, rootCause }: Watched, stackName: string): ToolError | undefined {
  if (phase === 'done') return undefined
  if (phase === 'detached') return new DetachedError(stackName)
  if (phase === 'deleted') {
    return new ToolError('STACK_GONE', `the stack ${stackName} was deleted while it was watched`, {
      hint: 'Deploy it again when it is still wanted.',
    })
  }
  const isBack = phase === 'rolledBack'
  const code = isBack ? 'STACK_ROLLED_BACK' : 'STACK_FAILED'
  const what = isBack ? 'was rolled back' : `ended in ${status}`
  if (rootCause === null) {
    return new ToolError(code, `${stackName} ${what}, and CloudFormation gives no reason`, {
      hint: 'The events above are all that is known; the CloudFormation console shows them, too.',
    })
  }
  return new ToolError(
    code,
    `${stackName} ${what}: ${rootCause.resource} (${rootCause.type}): ${rootCause.reason}`,
    {
      why: explanation(rootCause),
      hint: isBack ? rootCause.hint : `${rootCause.hint} The next deploy offers the way out of ${status}.`,
      details: rootCause.log,
    },
  )
}

/**
 * Notes how it ended.
 *
 * @throws ToolError STACK_ROLLED_BACK, STACK_FAILED, STACK_GONE
 */
export function assertDone(watched: Watched, stackName: string, progress: DeployProgress): Watched {
  progress.rootCause = watched.rootCause
  progress.end = endOf(watched)
  const failure = failureOf(watched, stackName)
  if (failure !== undefined) throw failure
  return watched
}

/** How work on a stack ended, whatever it was. */
export async function attempt<GoodEnd extends string>(
  work: Promise<GoodEnd>,
  progress: DeployProgress,
): Promise<{ readonly outcome: GoodEnd | DeployEnd; readonly error: ToolError | undefined }> {
  try {
    return { outcome: await work, error: undefined }
  } catch (cause) {
    const error = asToolError(cause)
    const end = error instanceof DetachedError ? 'detached' : progress.end
    return { outcome: end ?? 'failed', error }
  }
}

function endOf({ phase }: Watched): DeployEnd | null {
  if (phase === 'done') return null
  return phase === 'rolledBack' || phase === 'detached' ? phase : 'failed'
}

function explanation({ instanceId, verdict }: ExplainedCause): string {
  if (verdict !== null && instanceId !== null) {
    const { result, stage, reason } = verdict
    return result === 'failed'
      ? `First run of ${instanceId} failed at ${stage}: ${reason}`
      : `First run of ${instanceId} says that it joined: ${reason}`
  }
  return instanceId === null ? '' : `Instance ${instanceId} gave no verdict of its first run.`
}
