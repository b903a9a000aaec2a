import type { StackDescription } from '../../aws/stack.ts'
import { ownCommand } from '../../errors/own-command.ts'
import { ToolError } from '../../errors/tool-error.ts'
import { expectedSeconds } from '../../runs/expected.ts'
import { attempt } from '../../runs/interruption.ts'
import type { DeployRecord } from '../../runs/record.ts'
import { createSteps, type Step } from '../../runs/steps.ts'
import type { StacksContext } from '../context.ts'
import { type Watched, watch } from '../watch/watch.ts'
import type { DeployRun } from './deploy-run.ts'
import { type DeployProgress, describeRun, noProgress } from './document.ts'
import { assertDone, outcomeOf } from './failure.ts'
import { watchedSummary } from './summaries.ts'

export interface WatchRunRequest {
  readonly stackName: string
  /** Name in the configuration; null for a stack that is not in it. */
  readonly stack: string | null
  readonly environment: string | null
  /** Earlier deploys of this project, for the expected duration. */
  readonly past: readonly DeployRecord[]
}

/** Joins the operation in progress, no matter who started it. Without one, reports how the last operation ended. */
export async function runWatch(request: WatchRunRequest, context: StacksContext): Promise<DeployRun> {
  const { stack, environment } = request
  const startedAt = context.clock.now().getTime()
  const progress = noProgress()
  const { outcome, error } = await attempt(follow(request, progress, context), error =>
    outcomeOf(error, progress),
  )
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
  const start = { kind: 'watch', subject: stackName, stackName, runId: null, runFolder: null } as const
  emit({ type: 'run-started', ...start, region, accountId, identity })
  const { status } = found
  if (status === 'REVIEW_IN_PROGRESS') throw draft(stackName)
  const work = operations[status]
  const expected =
    work === undefined ? null : expectedSeconds(past, { kind: 'deploy', subject: stackName, accountId, work })
  const steps = createSteps(emit, clock, () => expected)
  const watched = await steps.run(watchStep, { stack: found, context, progress })
  if (watched.phase === 'deleted') return 'deleted'
  progress.outputs = (await client.stack(found.stackId))?.outputs ?? {}
  return watched.status === 'CREATE_COMPLETE' ? 'created' : 'updated'
}

interface WatchInput {
  readonly stack: StackDescription
  readonly context: StacksContext
  readonly progress: DeployProgress
}

const watchStep = {
  name: 'watch',
  async run({ stack, context, progress }, report) {
    const { stackId, stackName, status } = stack
    const watched = await watch({ stackId, stackName, token: null, resources: null }, context, report)
    // For a watch that joins a delete, a deleted stack is a success.
    const isDeleted = status.startsWith('DELETE_') && watched.phase === 'deleted'
    return isDeleted ? watched : assertDone(watched, stackName, progress)
  },
  summary: (watched, { stack }) => watchedSummary(stack.stackName, watched),
  undo: null,
} satisfies Step<WatchInput, Watched>

/** Records have no durations of other operations, such as rollbacks. */
const operations: Readonly<Record<string, 'create' | 'update'>> = {
  CREATE_IN_PROGRESS: 'create',
  UPDATE_IN_PROGRESS: 'update',
}

function notFound(stackName: string, region: string): ToolError {
  return new ToolError('STACK_NOT_FOUND', `there is no stack ${stackName} in ${region}`, {
    hint: `Check the name, --env and the region; "${ownCommand('status')}" lists the stacks of the configuration.`,
  })
}

function draft(stackName: string): ToolError {
  return new ToolError('STACK_IN_REVIEW', `${stackName} has no operation in progress: it is only a draft`, {
    why: 'It has a change set that is not executed yet.',
    hint: `Execute the change set or delete it: aws cloudformation list-change-sets --stack-name ${stackName}`,
  })
}
