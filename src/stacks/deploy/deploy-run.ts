import type { ToolError } from '../../errors/tool-error.ts'
import { performRun } from '../../runs/run.ts'
import { undoEarlierRuns } from '../../runs/undo.ts'
import type { End, Run } from '../../runs/workflow.ts'
import type { StacksContext } from '../context.ts'
import { deploy, deploySteps } from './deploy.ts'
import { type DeployDocument, type DeployProgress, describeRun, noProgress } from './document.ts'
import { outcomeOf } from './failure.ts'
import type { DeployInputs, DeployRequest } from './request.ts'

export interface DeployRun {
  readonly document: DeployDocument
  /** What ended it early; undefined when it succeeded. */
  readonly error: ToolError | undefined
}

/** One run of a deploy, with its record. Its document also reports errors. */
export async function runDeploy(
  request: DeployRequest & DeployInputs,
  context: StacksContext,
): Promise<DeployRun> {
  const { stack, environment, stackName } = request.chosen
  const progress = noProgress()
  const { outcome, runId, error, durationSeconds } = await performRun(
    {
      kind: 'deploy',
      subject: stackName,
      projectFolder: request.project.folder,
      project: request.project.name,
      // CloudFormation itself allows one operation at a time.
      locks: false,
      steps: deploySteps,
      keeps: ['created', 'updated', 'started'],
      firstRecord: { stackName, changeSet: null, operation: null },
      expectedWork: step => (step === 'deploy' ? progress.kind : null),
      work: run => work(run, request, context, progress),
      outcomeOf: error => outcomeOf(error, progress),
      keepsWhatIsLeft: () => false,
    },
    context,
  )
  const document = describeRun({ outcome, runId, stack, environment, progress, error, durationSeconds })
  return { document, error }
}

async function work(
  { runId, accountId, recordsFolder, past, record, steps }: Run<'deploy'>,
  request: DeployRequest & DeployInputs,
  context: StacksContext,
  progress: DeployProgress,
): Promise<End<'deploy'>> {
  const { region, endpoint } = context
  const left = past.filter(
    earlier =>
      earlier.changeSet !== null &&
      earlier.stackName === request.chosen.stackName &&
      earlier.accountId === accountId &&
      earlier.region === region &&
      earlier.endpoint === endpoint,
  )
  await undoEarlierRuns(deploySteps, left, recordsFolder, context)
  return deploy({ ...request, runId, accountId, record }, context, steps, progress)
}
