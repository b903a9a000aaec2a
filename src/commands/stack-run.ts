import { type CaughtPerson, stackPerson } from '../connect/stack-person.ts'
import { openStackOutput } from '../connect/stacks-context.ts'
import { asToolError } from '../errors/tool-error.ts'
import type { Output } from '../host/output.ts'
import { clock } from '../host/system.ts'
import type { DeployRun } from '../stacks/deploy/deploy-run.ts'
import { type DeployDocument, failedDeployDocument } from '../stacks/deploy/document.ts'
import type { Invocation, Result } from './invocation.ts'

/** Where work on a stack is reported, and who is asked. */
export interface Surroundings {
  readonly output: Output
  readonly person: CaughtPerson
}

/** Work on a stack, reported to its end, even if it ended before it had a run. */
export async function reportRun(
  { options, person: asked }: Invocation,
  chosen: Pick<DeployDocument, 'stack' | 'environment'>,
  work: (surroundings: Surroundings) => Promise<DeployRun>,
  toText: (run: DeployRun) => string = () => '',
): Promise<Result<DeployDocument>> {
  const startedAt = clock.now().getTime()
  const output = await openStackOutput(options)
  const person = stackPerson(asked, output, options.yes ?? false)
  const run = await work({ output, person })
    .catch((cause): DeployRun => {
      const error = asToolError(cause)
      const seconds = (clock.now().getTime() - startedAt) / 1000
      return { document: failedDeployDocument(error, seconds, chosen), error }
    })
    .finally(() => person.release())
  if (run.error !== undefined) output.showError(run.error)
  await output.close()
  return { document: run.document, text: () => toText(run), exitStatus: run.error?.exitStatus ?? 0 }
}
