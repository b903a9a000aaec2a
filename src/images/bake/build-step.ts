import { join } from 'node:path'
import type { PackerBinary } from '../../packer/run.ts'
import type { BakeRecord } from '../../runs/record.ts'
import type { RecordKeeper } from '../../runs/record-keeper.ts'
import type { Step, StepReport } from '../../runs/steps.ts'
import { undoBuild } from '../aftercare.ts'
import { assertBuilt, type BuildNotes, type BuildOutcome, followBuild } from '../build.ts'
import type { ImagesContext } from '../context.ts'
import { type InstanceWatch, watchInstance } from '../instance-watch.ts'
import { launchedScripts } from '../launcher.ts'
import type { BakePlan } from '../plan.ts'
import type { Recipe } from '../recipe.ts'
import { setZone, templateFile, variablesFile } from '../render.ts'
import { buildSummary } from '../summaries.ts'
import { launchWords, notAvailable, zoneRefusal, zonesInTurn } from '../zones.ts'
import type { BakeInput, BakeRequest } from './request.ts'

export interface BuildInput extends BakeInput {
  readonly plan: BakePlan
  readonly packer: PackerBinary
  readonly recipe: Recipe
}

/** Packer creates everything that a bake creates. The result is the ids of the AMIs. */
export const buildStep = {
  name: 'build',
  async run(input, report) {
    await announce(input)
    return build(input, report)
  },
  summary: buildSummary,
  undo: undoBuild,
} satisfies Step<BuildInput, readonly string[], BakeRecord, ImagesContext>

/** On disk before the first resource exists: from here on there is something to undo. */
function announce({ request: { record, settings }, context, plan }: BuildInput): Promise<void> {
  return record.update({
    regions: [context.region, ...settings.copyTo],
    amiName: plan.amiName,
    // A template of the project may also set spot_price.
    spot: settings.spot !== null || settings.template !== null,
    inputs: plan.inputs,
    settings: plan.values,
  })
}

async function build(
  { request, context, packer, recipe }: BuildInput,
  report: StepReport,
): Promise<readonly string[]> {
  const ec2 = await context.clients.ec2(context.region)
  const stateOf = async (instanceId: string) =>
    (await ec2.instances({ 'instance-id': [instanceId] }))[0]?.state
  const watch = watchInstance(stateOf, context.clock)
  try {
    const outcome = await buildInSomeZone({ request, context }, () =>
      followBuild(
        context.packer.build(buildRequest(request, context, packer, recipe, watch)),
        report,
        buildNotes(request.record, context, watch),
      ),
    )
    const consoleTail = async (instanceId: string) =>
      (await ec2.consoleOutput(instanceId)).trimEnd().split('\n').slice(-15)
    const { image, settings } = request
    const endReason = async (instanceId: string) =>
      (await ec2.instances({ 'instance-id': [instanceId] }))[0]?.stateReason ?? ''
    await assertBuilt(
      outcome,
      { endedAs: watch.state, endReason, consoleTail },
      {
        image,
        packages: settings.packages,
        ownScripts: settings.scripts.flatMap(({ path }) => path ?? []),
      },
    )
    return outcome.finished.artifacts.map(({ imageId }) => imageId)
  } finally {
    watch.stop()
  }
}

/**
 * Packer fails when the zone of its subnet has no capacity, and deletes its key pair and security group. Then it can
 * start again in another zone.
 */
async function buildInSomeZone(
  { request: { settings, runFolder, keepOnFailure }, context }: BakeInput,
  attempt: () => Promise<BuildOutcome>,
): Promise<BuildOutcome> {
  const nextZone = zonesInTurn(settings)
  for (;;) {
    const outcome = await attempt()
    const refusal = zoneRefusal(outcome.finished)
    if (refusal === undefined) return outcome
    const ec2 = await context.clients.ec2(context.region)
    const next = keepOnFailure ? undefined : await nextZone(refusal.zone, ec2)
    if (next === undefined) throw await notAvailable(refusal, settings, ec2)
    context.emit({ type: 'notice', text: `EC2 cannot launch ${launchWords(settings)}: trying ${next}` })
    await setZone(join(runFolder, variablesFile), next, context.fileSystem)
  }
}

function buildRequest(
  { runFolder, keepOnFailure }: BakeRequest,
  { interrupted, killed }: ImagesContext,
  packer: PackerBinary,
  recipe: Recipe,
  watch: InstanceWatch,
): Parameters<ImagesContext['packer']['build']>[0] {
  return {
    packer,
    folder: runFolder,
    template: templateFile,
    variablesFile,
    logFile: join(runFolder, 'packer.log'),
    scripts: launchedScripts(recipe).map(({ script, launcher }) => ({
      name: script.name,
      launcher: join(runFolder, launcher),
    })),
    keepOnFailure,
    interrupt: interrupted,
    // Packer 1.6 would wait for an instance that has ended.
    kill: AbortSignal.any([killed, watch.ended]),
  }
}

function buildNotes(
  record: RecordKeeper<BakeRecord>,
  { processes }: ImagesContext,
  watch: InstanceWatch,
): BuildNotes {
  return {
    async started(processId) {
      const startMark = await processes.startMark(processId)
      // It has ended already.
      if (startMark === undefined) return
      await record.update({ packer: { host: processes.host, processId, startMark } })
    },
    async creating({ kind, id }) {
      await record.update({ created: [...record.record.created, { kind, id }] })
      if (kind === 'instance') watch.created(id)
    },
    reached: stage => watch.reached(stage),
  }
}
