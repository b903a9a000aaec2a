import { asToolError, type ToolError } from '../../errors/tool-error.ts'
import type { StepName } from '../../events/events.ts'
import { createSteps } from '../../images/steps.ts'
import {
  type DeployRecord,
  expectedOperationSeconds,
  keepDeployRecord,
  readDeployRecords,
} from '../../runs/deploy-record.ts'
import { createRunFolder } from '../../runs/run-folder.ts'
import { newRunId } from '../../runs/run-id.ts'
import type { StacksContext } from '../context.ts'
import { type DeployRequest, deploy, type Reading } from './deploy.ts'
import { type DeployDocument, describeRun, noProgress } from './document.ts'
import { attempt } from './failure.ts'
import { removeLeft } from './left-change-sets.ts'

export interface DeployRun {
  readonly document: DeployDocument
  /** What ended it early; undefined when nothing did. */
  readonly error: ToolError | undefined
}

/** One run of a deploy with its record: whatever happens in it, the document tells. */
export async function runDeploy(
  request: DeployRequest & Reading,
  context: StacksContext,
): Promise<DeployRun> {
  const { project, chosen } = request
  const { clock, emit, region, fileSystem } = context
  const { accountId, name: identity } = await context.caller()
  const runId = newRunId(clock, context.random)
  const startedAt = clock.now()
  emit({ type: 'deploy-started', runId, stackName: chosen.stackName, region, accountId, identity })
  const past = await readDeployRecords(project.folder, fileSystem)
  const runFolder = await createRunFolder(project.folder, runId, fileSystem)
  const record = await keepDeployRecord(runFolder, await firstRecord(runId, accountId, request, context))
  await removeLeft(past, record.record, project.folder, context)

  const progress = noProgress()
  const expected = (step: StepName) =>
    step !== 'deploy' || progress.kind === null
      ? null
      : expectedOperationSeconds(past, { accountId, stackName: chosen.stackName, kind: progress.kind })
  const steps = createSteps(emit, clock, expected)
  const work = deploy({ ...request, runId, accountId, record }, context, steps, progress)
  const { outcome, error } = await attempt(work, progress)
  await record.update({ outcome }).catch(cause => {
    emit({
      type: 'notice',
      text: `the run's record could not be written: ${asToolError(cause).message}`,
    })
  })
  const durationSeconds = (clock.now().getTime() - startedAt.getTime()) / 1000
  emit({ type: 'run-finished', outcome, durationSeconds })
  const { stack, environment } = chosen
  const document = describeRun({ outcome, runId, stack, environment, progress, error, durationSeconds })
  return { document, error }
}

async function firstRecord(
  runId: string,
  accountId: string,
  { chosen }: DeployRequest,
  { clock, region, endpoint, processes }: StacksContext,
): Promise<DeployRecord> {
  return {
    schemaVersion: 1,
    runId,
    stackName: chosen.stackName,
    accountId,
    region,
    endpoint,
    startedAt: clock.now().toISOString(),
    outcome: 'running',
    changeSet: null,
    operation: null,
    owner: await processes.self(),
  }
}
