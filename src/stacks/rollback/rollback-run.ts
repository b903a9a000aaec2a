import { performRun } from '../../runs/run.ts'
import type { StacksContext } from '../context.ts'
import { deploySteps } from '../deploy/deploy.ts'
import type { DeployRun } from '../deploy/deploy-run.ts'
import { describeRun, noProgress } from '../deploy/document.ts'
import { outcomeOf } from '../deploy/failure.ts'
import type { RollbackRequest } from './request.ts'
import { type RollbackEnd, rollBack } from './rollback.ts'

export interface RollbackRun extends DeployRun {
  /** Undefined if it failed. */
  readonly end: RollbackEnd | undefined
}

/** One rollback of a stack. Its run is recorded as a deploy. */
export async function runRollback(request: RollbackRequest, context: StacksContext): Promise<RollbackRun> {
  const { stack, environment, stackName } = request.chosen
  const progress = noProgress()
  let end: RollbackEnd | undefined
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
      async work(run) {
        end = await rollBack(request, run, context, progress)
        return end === 'canceled' ? 'updated' : end
      },
      outcomeOf: error => outcomeOf(error, progress),
      keepsWhatIsLeft: () => false,
    },
    context,
  )
  const document = describeRun({ outcome, runId, stack, environment, progress, error, durationSeconds })
  return { document, error, end }
}
