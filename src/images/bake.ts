import { join } from 'node:path'
import type { ImageSettings, Project } from '../config/settings.ts'
import { buildArguments } from '../packer/build.ts'
import { assertCanLogIn } from '../packer/capabilities.ts'
import type { PackerBinary } from '../packer/run.ts'
import type { RecordKeeper } from '../runs/record-keeper.ts'
import type { BakeInputs } from './bake-key.ts'
import { type ResolvedBase, resolveBase } from './base.ts'
import { assertBuilt, type BuildNotes, followBuild } from './build.ts'
import type { ImagesContext } from './context.ts'
import { type BakedAmi, bakedAmi } from './document.ts'
import { assertNotBakedElsewhere, buildInstancesOf } from './elsewhere.ts'
import { finishAmis } from './finish.ts'
import { InterruptedError } from './interrupted.ts'
import { type BakePlan, planBake } from './plan.ts'
import { type Recipe, readRecipe } from './recipe.ts'
import { renderRun, runFiles, templateFile, variablesFile } from './render.ts'
import { assertShareable } from './sharing.ts'
import type { StepReport, Steps } from './steps.ts'
import { baseSummary, buildSummary, planSummary, resultSummary, templateSummary } from './summaries.ts'
import { tagKeys } from './tags.ts'
import { templateInput } from './template-input.ts'

export interface BakeRequest {
  readonly project: Project
  readonly image: string
  readonly settings: ImageSettings
  readonly runId: string
  readonly runFolder: string
  readonly force: boolean
  readonly dryRun: boolean
  readonly keepOnFailure: boolean
  /** The inputs of a past run; undefined when this machine does not know them. */
  readonly inputsOf: (runId: string) => BakeInputs | undefined
  /** The run's record; what is about to be created is written there first. */
  readonly record: RecordKeeper
}

/** What a bake has found out and made so far; what it did not reach is null. */
export interface BakeProgress {
  base: ResolvedBase | null
  plan: BakePlan | null
  packer: UsedPacker | null
  amis: readonly BakedAmi[]
  /** Packer has ended well: what it made is now worth looking at, even when it is not what was asked for. */
  built: boolean
}

export interface UsedPacker {
  readonly binary: PackerBinary
  /** Version of the Amazon plugin; null where it is part of Packer. */
  readonly plugin: string | null
  /** A dry run leaves that to the next bake. */
  readonly isValidated: boolean
}

/** The steps of a bake, in order; each is one line that a person sees. */
export async function bake(
  request: BakeRequest,
  context: ImagesContext,
  steps: Steps,
  progress: BakeProgress,
): Promise<'baked' | 'unchanged' | 'planned'> {
  const now = context.clock.now()

  const base = await steps.run(
    'base',
    () => findBase(request, context),
    found => baseSummary(found, now),
  )
  progress.base = base

  stopIfInterrupted(context)
  const recipe = await readRecipe(request.settings, { ...context, projectFolder: request.project.folder })
  const plan = await steps.run('plan', () => makePlan(request, context, base, recipe), planSummary)
  progress.plan = plan
  if (plan.decision.kind === 'unchanged' && !request.dryRun) {
    progress.amis = [bakedAmi(context.region, plan.decision.image)]
    return 'unchanged'
  }

  stopIfInterrupted(context)
  const packer = await steps.run(
    'template',
    () => writeTemplate(request, context, base, plan, recipe),
    templateSummary,
  )
  progress.packer = packer
  if (request.dryRun) {
    context.emit({ type: 'notice', text: commandLine(request, packer.binary) })
    return 'planned'
  }

  stopIfInterrupted(context)
  // Written to disk before the first thing exists. From here on there is something to clean up.
  await request.record.update({
    regions: [context.region, ...request.settings.copyTo],
    amiName: plan.amiName,
    inputs: plan.inputs,
  })
  await steps.run('build', report => build(request, context, packer.binary, recipe, report), buildSummary)
  progress.built = true
  progress.amis = await steps.run('result', () => finishAmis(request, plan, context), resultSummary)
  return 'baked'
}

/** A step that is under way ends first; Packer is interrupted by its own signal. */
function stopIfInterrupted({ interrupted }: ImagesContext): void {
  if (interrupted.aborted) throw new InterruptedError()
}

async function findBase(
  { settings }: BakeRequest,
  { region, ec2, ssm }: ImagesContext,
): Promise<ResolvedBase> {
  return resolveBase(settings.base, settings.architecture, { ec2: await ec2(region), ssm: await ssm() })
}

async function makePlan(
  request: BakeRequest,
  context: ImagesContext,
  base: ResolvedBase,
  recipe: Recipe,
): Promise<BakePlan> {
  const ec2 = await context.ec2(context.region)
  const now = context.clock.now()
  const [ownImages, buildInstances, commit] = await Promise.all([
    ec2.ownImages({ [tagKeys.image]: request.image }),
    request.dryRun ? [] : ec2.instances(buildInstancesOf(request.image)),
    context.commitOf(request.project.folder),
    assertShareable(request.settings, ec2),
  ])
  assertNotBakedElsewhere(request.image, buildInstances, {
    host: context.processes.host,
    isKnown: runId => request.inputsOf(runId) !== undefined,
    now,
  })
  return planBake({
    ...request,
    base,
    recipe,
    ownImages,
    commit,
    now,
    toolVersion: context.toolVersion,
  })
}

async function writeTemplate(
  { image, settings, runId, runFolder, dryRun }: BakeRequest,
  context: ImagesContext,
  base: ResolvedBase,
  plan: BakePlan,
  recipe: Recipe,
): Promise<UsedPacker> {
  const binary = await context.packer.find()
  assertCanLogIn(binary, base.image)
  const input = templateInput({
    image,
    settings,
    base,
    plan,
    recipe,
    runId,
    owner: ownerTag((await context.caller()).name, context.processes.host),
    region: context.region,
    endpoint: context.endpoint,
    sshSource: await context.sshSource(),
    now: context.clock.now(),
    folders: runFiles(runFolder),
  })
  await renderRun(runFolder, { plan, recipe, input, packerVersion: binary.version }, context.fileSystem)
  if (dryRun) return { binary, plugin: null, isValidated: false }
  const plugin = await context.packer.check({
    packer: binary,
    folder: runFolder,
    template: templateFile,
    variablesFile,
  })
  return { binary, plugin, isValidated: true }
}

async function build(
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
    const text = await (await context.ec2(context.region)).consoleOutput(instanceId)
    return text.trimEnd().split('\n').slice(-15)
  })
  return outcome.finished.artifacts.map(({ imageId }) => imageId)
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

/** A tag's value has at most 256 characters of EC2's alphabet. */
function ownerTag(caller: string, host: string): string {
  return `${caller} on ${host}`.replaceAll(/[^\p{L}\p{Z}\p{N}_.:/=+\-@]/gu, '-').slice(0, 256)
}

/** What a person could type to repeat the build. */
function commandLine({ runFolder, keepOnFailure }: BakeRequest, { path }: PackerBinary): string {
  return `cd ${runFolder} && ${path} ${buildArguments({ template: templateFile, variablesFile, keepOnFailure }).join(' ')}`
}
