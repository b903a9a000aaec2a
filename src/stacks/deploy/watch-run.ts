import { ToolError } from '../../errors/tool-error.ts'
import { createSteps } from '../../images/steps.ts'
import { type DeployRecord, expectedOperationSeconds } from '../../runs/deploy-record.ts'
import type { StacksContext } from '../context.ts'
import { watch } from '../watch/watch.ts'
import type { DeployRun } from './deploy-run.ts'
import { type DeployProgress, describeRun, noProgress } from './document.ts'
import { assertDone, attempt } from './failure.ts'
import { watchedSummary } from './summaries.ts'

export interface WatchRunRequest {
  readonly stackName: string
  /** In the configuration; null for one that it does not know. */
  readonly stack: string | null
  readonly environment: string | null
  /** Of this project's deploys, for how long it takes. */
  readonly past: readonly DeployRecord[]
}

/** Joins the operation that is under way, whoever started it; where there is none, tells how the last one ended. */
export async function runWatch(request: WatchRunRequest, context: StacksContext): Promise<DeployRun> {
  const { stack, environment } = request
  const startedAt = context.clock.now().getTime()
  const progress = noProgress()
  const { outcome, error } = await attempt(follow(request, progress, context), progress)
  const durationSeconds = (context.clock.now().getTime() - startedAt) / 1000
  const document = describeRun({ outcome, stack, environment, progress, error, durationSeconds })
  return { document, error }
}

type GoodEnd = 'created' | 'updated' | 'deleted'

async function follow(
  { stackName, past }: WatchRunRequest,
  progress: DeployProgress,
  context: StacksContext,
): Promise<GoodEnd> {
  const { emit, region, clock } = context
  const { accountId, name: identity } = await context.caller()
  const client = await context.clients.cloudFormation()
  const found = await client.stack(stackName)
  if (found === undefined) throw notFound(stackName, region)
  progress.stackId = found.stackId
  emit({ type: 'deploy-started', runId: null, stackName, region, accountId, identity })
  const { stackId, status } = found
  if (status === 'REVIEW_IN_PROGRESS') throw draft(stackName)
  const isDelete = status.startsWith('DELETE_')
  const kind = kinds[status]
  const expected = kind === undefined ? null : expectedOperationSeconds(past, { accountId, stackName, kind })
  const steps = createSteps(emit, clock, () => expected)
  const watched = await steps.run(
    'watch',
    async report => {
      const request = { stackId, stackName, token: null, resources: null }
      const result = await watch(request, context, report)
      // Whoever joins a delete is not told that something went wrong.
      return isDelete && result.phase === 'deleted' ? result : assertDone(result, stackName, progress)
    },
    result => watchedSummary(stackName, result),
  )
  if (watched.phase === 'deleted') return 'deleted'
  progress.outputs = (await client.stack(stackId))?.outputs ?? {}
  return watched.status === 'CREATE_COMPLETE' ? 'created' : 'updated'
}

/** Of others, such as rollbacks, nothing is known. */
const kinds: Readonly<Record<string, 'create' | 'update'>> = {
  CREATE_IN_PROGRESS: 'create',
  UPDATE_IN_PROGRESS: 'update',
}

function notFound(stackName: string, region: string): ToolError {
  return new ToolError('STACK_NOT_FOUND', `there is no stack ${stackName} in ${region}`, {
    hint: 'Check the name, --env and the region; "packer-ecs status" lists the stacks of the configuration.',
  })
}

function draft(stackName: string): ToolError {
  return new ToolError('STACK_IN_REVIEW', `${stackName} is only a draft: nothing of it is under way`, {
    why: 'A change set of it waits for a decision.',
    hint: `Execute the change set or remove it: aws cloudformation list-change-sets --stack-name ${stackName}`,
  })
}
