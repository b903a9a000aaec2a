import { verifyAmi } from '../../connect/verify.ts'
import type { Interruption } from '../../host/interruption.ts'
import type { Output } from '../../host/output.ts'
import type { Bake, BakeInvocation } from './one-bake.ts'

/** Verifies the AMI of each successful bake, one after another: they use the same group. */
export async function verifyBakes(
  bakes: readonly Bake[],
  invocation: BakeInvocation,
  output: Output,
  interruption: Interruption,
): Promise<Bake[]> {
  const { options, person } = invocation
  const verified: Bake[] = []
  for (const bake of bakes) {
    const { document, error } = bake
    const [ami] = document.amis
    if (error !== undefined || ami === undefined || interruption.interrupted.aborted) {
      verified.push(bake)
      continue
    }
    const run = await verifyAmi(
      async () => ({
        project: await invocation.project(),
        // The session of the bake is limited to what a bake calls.
        aws: await invocation.connect(null, 'verify'),
        named: ami.imageId,
        like: undefined,
        environment: undefined,
      }),
      { person, output, yes: options.yes ?? false },
      interruption,
    )
    verified.push({ document: { ...document, verify: run.document }, error: run.error })
  }
  return verified
}
