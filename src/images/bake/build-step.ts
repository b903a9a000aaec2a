import { join } from 'node:path'
import type { PackerBinary } from '../../packer/run.ts'
import type { RecordKeeper } from '../../runs/record-keeper.ts'
import { type Leftovers, lookAfter } from '../aftercare.ts'
import { assertBuilt, type BuildNotes, followBuild } from '../build.ts'
import type { ImagesContext } from '../context.ts'
import type { BakePlan } from '../plan.ts'
import type { Recipe } from '../recipe.ts'
import { templateFile, variablesFile } from '../render.ts'
import type { StepReport } from '../steps.ts'
import type { BakeProgress, BakeRequest } from './request.ts'

/** Written to disk before the first thing exists. From here on there is something to clean up. */
export function announceBuild(
  { record, settings }: BakeRequest,
  plan: BakePlan,
  region: string,
): Promise<void> {
  return record.update({
    regions: [region, ...settings.copyTo],
    amiName: plan.amiName,
    inputs: plan.inputs,
  })
}

/** Packer creates whatever a bake creates; the result is the ids of the AMIs. */
export async function build(
  { runFolder, keepOnFailure, record }: BakeRequest,
  context: ImagesContext,
  packer: PackerBinary,
  recipe: Recipe,
  report: StepReport,
): Promise<readonly string[]> {
  const progress = context.packer.build({
    packer,
    folder: runFolder,
    template: templateFile,
    variablesFile,
    logFile: join(runFolder, 'packer.log'),
    scripts: [...recipe.scripts, recipe.cleanup].map(({ path }) => path),
    keepOnFailure,
    interrupt: context.interrupted,
    kill: context.killed,
  })
  const outcome = await followBuild(progress, report, buildNotes(record, context))
  await assertBuilt(outcome, async instanceId => {
    const text = await (await context.clients.ec2(context.region)).consoleOutput(instanceId)
    return text.trimEnd().split('\n').slice(-15)
  })
  return outcome.finished.artifacts.map(({ imageId }) => imageId)
}

/**
 * What Packer made well stays to be looked at, like an instance that was asked for; everything else that the
 * run left is removed, unless nobody wants to wait for it.
 */
export function undoBuild(
  { record }: RecordKeeper,
  { keepOnFailure }: Pick<BakeRequest, 'keepOnFailure'>,
  { built }: BakeProgress,
  context: ImagesContext,
): Promise<Leftovers> {
  const givenUp = context.killed.aborted
  const remove = !keepOnFailure && !built && !givenUp
  return lookAfter(record, { remove, patienceSeconds: givenUp ? 10 : 600 }, context)
}

function buildNotes(record: RecordKeeper, { processes }: ImagesContext): BuildNotes {
  return {
    async started(processId) {
      const startMark = (await processes.startMark(processId)) ?? ''
      await record.update({ packer: { host: processes.host, processId, startMark } })
    },
    creating: ({ kind, id }) => record.update({ created: [...record.record.created, { kind, id }] }),
  }
}
