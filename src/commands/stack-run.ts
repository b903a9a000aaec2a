import { openStackOutput } from '../connect/stacks-context.ts'
import { asToolError } from '../errors/tool-error.ts'
import type { StackOptions } from '../host/options.ts'
import type { Output } from '../host/output.ts'
import { type CaughtPerson, createPerson } from '../host/person.ts'
import { clock } from '../host/system.ts'
import type { DeployRun } from '../stacks/deploy/deploy-run.ts'
import { type DeployDocument, failedDeployDocument } from '../stacks/deploy/document.ts'

/** What goes on around the work: where it is told, and who is asked. */
export interface Surroundings {
  readonly output: Output
  readonly person: CaughtPerson
}

/** Work on a stack, told to its end, also when it ended before it had a run. The result is the exit status. */
export async function tellRun(
  options: StackOptions,
  chosen: Pick<DeployDocument, 'stack' | 'environment'>,
  work: (surroundings: Surroundings) => Promise<DeployRun>,
  toText: (run: DeployRun) => string = () => '',
): Promise<number> {
  const startedAt = clock.now().getTime()
  const output = await openStackOutput(options)
  const person = createPerson(options.yes ?? false, output)
  const run = await work({ output, person })
    .catch((cause): DeployRun => {
      const error = asToolError(cause)
      const seconds = (clock.now().getTime() - startedAt) / 1000
      return { document: failedDeployDocument(error, seconds, chosen), error }
    })
    .finally(() => person.release())
  if (run.error !== undefined) output.showError(run.error)
  await output.close()
  process.stdout.write(options.json ? `${JSON.stringify(run.document)}\n` : toText(run))
  return run.error?.exitStatus ?? 0
}
