import { openStackOutput } from '../../connect/stacks-context.ts'
import { prepareVerify } from '../../connect/verify.ts'
import { asToolError, type ToolError } from '../../errors/tool-error.ts'
import { catchInterruption } from '../../host/interruption.ts'
import { clock } from '../../host/system.ts'
import { failedVerifyDocument, type VerifyDocument } from '../../verify/document.ts'
import { runVerify, type VerifyRun } from '../../verify/verify-run.ts'
import type { AwsInvocation, Result } from '../invocation.ts'

export interface VerifyOptions {
  readonly like?: string
  readonly env?: string
}

type VerifyInvocation = AwsInvocation<{ readonly image: string | undefined }, VerifyOptions>

export async function run(invocation: VerifyInvocation): Promise<Result<VerifyDocument>> {
  const { options, person, arguments: words } = invocation
  const startedAt = clock.now().getTime()
  const output = await openStackOutput(options)
  const { emit } = output
  const interruption = catchInterruption(text => emit({ type: 'notice', text }), 'ending the instance')
  const { document, error } = await (async (): Promise<VerifyRun> => {
    const project = await invocation.project()
    const aws = await invocation.connect()
    const chosen = { project, named: words.image, like: options.like, environment: options.env }
    const asked = { person, output, yes: options.yes ?? false }
    const { request, context } = await prepareVerify(chosen, aws, asked, interruption)
    return runVerify(request, context)
  })().catch((cause): VerifyRun => {
    const failure = asToolError(cause)
    return {
      document: failedVerifyDocument(failure, (clock.now().getTime() - startedAt) / 1000),
      error: failure,
    }
  })
  interruption.release()
  if (error !== undefined) output.showError(error, [...document.leftovers])
  await output.close()
  return {
    document,
    text: () => (document.outcome === 'verified' ? `${document.imageId}\n` : ''),
    exitStatus: exitStatusOf(error),
    isAbandoned: interruption.killed.aborted,
  }
}

function exitStatusOf(error: ToolError | undefined): number {
  return error?.exitStatus ?? 0
}
