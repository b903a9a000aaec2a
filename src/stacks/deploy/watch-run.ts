import { asToolError, ToolError } from '../../errors/tool-error.ts'
import { createSteps } from '../../images/steps.ts'
import type { StacksContext } from '../context.ts'
import { watch } from '../watch/watch.ts'
import type { DeployRun } from './deploy-run.ts'
import { type DeployProgress, describeCause, describeError, noProgress } from './document.ts'
import { assertDone } from './failure.ts'
import { watchedSummary } from './summaries.ts'

export interface WatchRunRequest {
  readonly stackName: string
  /** In the configuration; null for one that it does not know. */
  readonly stack: string | null
  readonly environment: string | null
}

/** Joins the operation that is under way, whoever started it; where there is none, tells how the last one ended. */
export async function runWatch(request: WatchRunRequest, context: StacksContext): Promise<DeployRun> {
  const { stackName, stack, environment } = request
  const startedAt = context.clock.now().getTime()
  const progress = noProgress()
  const error = await attempt(follow(stackName, progress, context))
  return {
    document: {
      schemaVersion: 1,
      outcome:
        error === undefined
          ? progress.kind === 'create'
            ? 'created'
            : 'updated'
          : (progress.end ?? 'failed'),
      runId: null,
      stack,
      environment,
      stackId: progress.stackId,
      amiBefore: null,
      amiAfter: null,
      changes: [],
      outputs: progress.outputs,
      rootCause: describeCause(progress.rootCause),
      error: describeError(error),
      durationSeconds: (context.clock.now().getTime() - startedAt) / 1000,
    },
    error,
  }
}

async function follow(stackName: string, progress: DeployProgress, context: StacksContext): Promise<void> {
  const { emit, region, clock } = context
  const { accountId, name: identity } = await context.caller()
  const client = await context.cloudFormation()
  const found = await client.stack(stackName)
  if (found === undefined) throw notFound(stackName, region)
  progress.stackId = found.stackId
  emit({ type: 'deploy-started', runId: null, stackName, region, accountId, identity })
  const steps = createSteps(emit, clock, () => null)
  const { stackId } = found
  const watched = await steps.run(
    'watch',
    async report => {
      const request = { stackId, stackName, token: null, resources: null }
      return assertDone(await watch(request, context, report), stackName, progress)
    },
    result => watchedSummary(stackName, result),
  )
  progress.kind = watched.status === 'CREATE_COMPLETE' ? 'create' : 'update'
  progress.outputs = (await client.stack(stackId))?.outputs ?? {}
}

async function attempt(work: Promise<void>): Promise<ToolError | undefined> {
  try {
    await work
    return undefined
  } catch (cause) {
    return asToolError(cause)
  }
}

function notFound(stackName: string, region: string): ToolError {
  return new ToolError('STACK_NOT_FOUND', `there is no stack ${stackName} in ${region}`, {
    hint: 'Check the name, --env and the region; "packer-ecs status" lists the stacks of the configuration.',
  })
}
