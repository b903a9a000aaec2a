import type { Step, Steps } from '../../runs/steps.ts'
import type { StacksContext } from '../context.ts'
import { writeValues } from '../parameters/write-values.ts'
import { type Watched, watch } from '../watch/watch.ts'
import { adopt } from './adopt.ts'
import type { DeployProgress } from './document.ts'
import { assertDone } from './failure.ts'
import { fleetStep } from './fleet-step.ts'
import type { Ending } from './request.ts'
import { watchedSummary } from './summaries.ts'

export interface DeployInput {
  readonly ending: Ending
  readonly context: StacksContext
  readonly progress: DeployProgress
}

/** Watches the operation, which continues without packer-ecs and which CloudFormation rolls back itself. */
export const deployStep = {
  name: 'deploy',
  async run({ ending, context, progress }, report) {
    const { stackId, resources, runId, chosen } = ending
    const { stackName } = chosen
    const watched = await watch({ stackId, stackName, token: runId, resources }, context, report)
    return assertDone(watched, stackName, progress)
  },
  summary: (watched, { ending }) => watchedSummary(ending.chosen.stackName, watched),
  undo: null,
} satisfies Step<DeployInput, Watched>

/** Everything after the change set is executed. */
export async function finish(
  ending: Ending,
  context: StacksContext,
  steps: Steps,
  progress: DeployProgress,
): Promise<'created' | 'updated' | 'started'> {
  const { stackId, before, record } = ending
  const startedAt = context.clock.now()
  // A stack whose creation fails can only be deleted: it is protected after its creation.
  const isNew = before === null
  if (!isNew) await protect(ending, context)
  if (!ending.wait) {
    if (isNew && ending.chosen.settings.terminationProtection) {
      context.emit({ type: 'notice', text: 'the next deploy turns on termination protection' })
    }
    progress.end = 'started'
    await adopt(ending, context)
    await writeBack(ending, context)
    return 'started'
  }
  const { period } = await steps.run(deployStep, { ending, context, progress })
  if (isNew) await protect(ending, context)
  const kind = isNew ? 'create' : 'update'
  const end = isNew ? 'created' : 'updated'
  progress.end = end
  const seconds = (context.clock.now().getTime() - startedAt.getTime()) / 1000
  await record.update({ operation: { kind, seconds } })
  const stack = await (await context.clients.cloudFormation()).stack(stackId)
  progress.outputs = stack?.outputs ?? {}
  if (stack !== undefined) await ending.history?.after(stack, ending.runId)
  await adopt(ending, context)
  if (ending.launches && period !== null) {
    await steps.run(fleetStep, { ending, context, progress, during: period })
  }
  await writeBack(ending, context)
  return end
}

/** Turns termination protection on if the configuration says so. A refusal is reported, and the deploy continues. */
export async function protect(
  { chosen, before, stackId }: Pick<Ending, 'chosen' | 'before' | 'stackId'>,
  { clients, emit }: Pick<StacksContext, 'clients' | 'emit'>,
): Promise<void> {
  if (!chosen.settings.terminationProtection || before?.terminationProtection === true) return
  try {
    await (await clients.cloudFormation()).protect(stackId, true)
  } catch (error) {
    const text = `cannot turn on termination protection: ${(error as Error).message}`
    emit({ type: 'notice', text })
  }
}

/**
 * With --write-parameters: writes the AMIs, for teams that keep their ids in git, and the network that the user agreed
 * to. The networks of a sandbox are not written: the file is also for AWS.
 */
export async function writeBack(
  { chosen, writeParameters, amis, values }: Pick<Ending, 'chosen' | 'writeParameters' | 'amis' | 'values'>,
  { fileSystem, emit, endpoint }: Pick<StacksContext, 'fileSystem' | 'emit' | 'endpoint'>,
): Promise<void> {
  const file = chosen.parameterFile
  if (!writeParameters || file === null) return
  const network = Object.entries(values).flatMap(([name, { value, source }]) =>
    source.kind === 'network' ? [[name, value] as const] : [],
  )
  const names = network.map(([name]) => name)
  const isForeign = endpoint !== null
  if (isForeign && names.length > 0) {
    emit({ type: 'notice', text: `${names.join(' and ')} of the sandbox is not written to ${file}` })
  }
  const written = {
    ...Object.fromEntries(amis.map(({ parameter, found }) => [parameter, found.imageId])),
    ...(isForeign ? {} : Object.fromEntries(network)),
  }
  if (!(await writeValues(file, written, fileSystem))) return
  const what = [...(amis.length > 0 ? ['the AMI'] : []), ...(isForeign ? [] : names)]
  emit({ type: 'notice', text: `wrote ${what.join(' and ')} to ${file}` })
}
