import { openStackOutput } from '../../connect/stacks-context.ts'
import { verifyAmi } from '../../connect/verify.ts'
import { catchInterruption } from '../../host/interruption.ts'
import type { VerifyDocument } from '../../verify/document.ts'
import type { AwsInvocation, Result } from '../invocation.ts'

export interface VerifyOptions {
  readonly like?: string
  readonly env?: string
}

type VerifyInvocation = AwsInvocation<{ readonly image: string | undefined }, VerifyOptions>

export async function run(invocation: VerifyInvocation): Promise<Result<VerifyDocument>> {
  const { options, person, arguments: words } = invocation
  const output = await openStackOutput(options)
  const { emit } = output
  const interruption = catchInterruption(text => emit({ type: 'notice', text }), 'ending the instance')
  const { document, error } = await verifyAmi(
    async () => ({
      project: await invocation.project(),
      aws: await invocation.connect(),
      named: words.image,
      like: options.like,
      environment: options.env,
    }),
    { person, output, yes: options.yes ?? false },
    interruption,
  )
  interruption.release()
  if (error !== undefined) output.showError(error, [...document.leftovers])
  await output.close()
  return {
    document,
    text: () => (document.outcome === 'verified' ? `${document.imageId}\n` : ''),
    exitStatus: error?.exitStatus ?? 0,
    isAbandoned: interruption.killed.aborted,
  }
}
