import type { StackDescription } from '../../aws/stack.ts'
import type { Steps } from '../../images/steps.ts'
import type { FoundAmi } from '../ami/find-amis.ts'
import type { StacksContext } from '../context.ts'
import { writeAmis } from '../parameters/write-amis.ts'
import { watch } from '../watch/watch.ts'
import type { Deploying } from './deploy.ts'
import type { DeployProgress } from './document.ts'
import { assertDone } from './failure.ts'
import { watchedSummary } from './summaries.ts'

export interface Ending extends Deploying {
  readonly stackId: string
  /** Null for a new stack. */
  readonly before: StackDescription | null
  readonly amis: readonly FoundAmi[]
  /** How many resources the operation touches. */
  readonly resources: number
}

/** Everything after the change set is executed: from here on CloudFormation works, and this watches. */
export async function finish(
  ending: Ending,
  context: StacksContext,
  steps: Steps,
  progress: DeployProgress,
): Promise<'created' | 'updated' | 'started'> {
  const { stackId, before, resources, runId, record, chosen } = ending
  const { stackName } = chosen
  const startedAt = context.clock.now()
  await protect(ending, context)
  if (!ending.wait) {
    progress.end = 'started'
    await writeBack(ending, context)
    return 'started'
  }
  await steps.run(
    'deploy',
    async report => {
      const watched = await watch({ stackId, stackName, token: runId, resources }, context, report)
      return assertDone(watched, stackName, progress)
    },
    found => watchedSummary(stackName, found),
  )
  const kind = before === null ? 'create' : 'update'
  const end = before === null ? 'created' : 'updated'
  progress.end = end
  const seconds = (context.clock.now().getTime() - startedAt.getTime()) / 1000
  await record.update({ operation: { kind, seconds } })
  progress.outputs = (await (await context.clients.cloudFormation()).stack(stackId))?.outputs ?? {}
  await writeBack(ending, context)
  return end
}

/** Only ever put on: taking it off is a decision of its own. Where it is refused, that is told: the work goes on. */
export async function protect(
  { chosen, before, stackId }: Pick<Ending, 'chosen' | 'before' | 'stackId'>,
  { clients, emit }: Pick<StacksContext, 'clients' | 'emit'>,
): Promise<void> {
  if (!chosen.settings.terminationProtection || before?.terminationProtection === true) return
  try {
    await (await clients.cloudFormation()).protect(stackId)
  } catch (error) {
    const text = `termination protection could not be put on: ${(error as Error).message}`
    emit({ type: 'notice', text })
  }
}

/** For those who keep the AMI in git; never unasked. */
export async function writeBack(
  { chosen, writeParameters, amis }: Pick<Ending, 'chosen' | 'writeParameters' | 'amis'>,
  { fileSystem, emit }: Pick<StacksContext, 'fileSystem' | 'emit'>,
): Promise<void> {
  if (!writeParameters || chosen.parameterFile === null) return
  const values = Object.fromEntries(amis.map(({ parameter, found }) => [parameter, found.imageId]))
  const isWritten = await writeAmis(chosen.parameterFile, values, fileSystem)
  if (isWritten) emit({ type: 'notice', text: `${chosen.parameterFile} names the AMI now` })
}
