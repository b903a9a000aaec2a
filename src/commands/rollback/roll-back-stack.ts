import { assertProject } from '../../connect/channels-context.ts'
import { rollbackPast } from '../../connect/rollback-past.ts'
import { stacksContext } from '../../connect/stacks-context.ts'
import { chooseStack } from '../../stacks/choose.ts'
import { runRollback } from '../../stacks/rollback/rollback-run.ts'
import type { Result } from '../invocation.ts'
import { reportRun } from '../stack-run.ts'
import type { StackRollbackDocument } from './document.ts'
import type { RollbackInvocation } from './rollback-invocation.ts'

/** Brings a stack back to what it ran before, and rejects the AMIs that it leaves. */
export async function rollBackStack(invocation: RollbackInvocation): Promise<Result<StackRollbackDocument>> {
  const { options } = invocation
  const project = await invocation.project()
  assertProject(project)
  const chosen = chooseStack(project, invocation.arguments.name, options.env)
  const { reject: rejects = true, reason = `rolled back from in the stack ${chosen.stackName}` } = options
  let rejected: readonly string[] = []
  const result = await reportRun(invocation, chosen, async ({ output, person }) => {
    const aws = await invocation.connect(chosen.settings.role)
    const past = rollbackPast({ project, rejects, reason }, aws, event => output.emit(event))
    rejected = past.rejected
    const request = { project, chosen, dryRun: options.dryRun ?? false, past }
    return runRollback(request, stacksContext(aws, output, person))
  })
  const { outcome, ...document } = result.document
  return {
    ...result,
    document: { ...document, outcome: outcomes[outcome] ?? 'failed', rejected: [...rejected] },
  }
}

/** The update of a rollback that failed and was rolled back itself has failed. */
const outcomes: Readonly<Record<string, StackRollbackDocument['outcome']>> = {
  updated: 'rolledBack',
  unchanged: 'unchanged',
  planned: 'planned',
  detached: 'detached',
}
