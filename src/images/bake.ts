import { join } from 'node:path'
import type { ImageSettings, Project } from '../config/settings.ts'
import { buildArguments } from '../packer/build.ts'
import { assertCanLogIn } from '../packer/capabilities.ts'
import type { PackerBinary } from '../packer/run.ts'
import type { BakeInputs } from './bake-key.ts'
import { type ResolvedBase, resolveBase } from './base.ts'
import { assertBuilt, followBuild } from './build.ts'
import type { ImagesContext } from './context.ts'
import { type BakedAmi, bakedAmi } from './document.ts'
import { finishAmis } from './finish.ts'
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
}

/** What a bake has found out and made so far; what it did not reach is null. */
export interface BakeProgress {
  base: ResolvedBase | null
  plan: BakePlan | null
  packer: UsedPacker | null
  amis: readonly BakedAmi[]
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

  const recipe = await readRecipe(request.settings, { ...context, projectFolder: request.project.folder })
  const plan = await steps.run('plan', () => makePlan(request, context, base, recipe), planSummary)
  progress.plan = plan
  if (plan.decision.kind === 'unchanged' && !request.dryRun) {
    progress.amis = [bakedAmi(context.region, plan.decision.image)]
    return 'unchanged'
  }

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

  await steps.run('build', report => build(request, context, packer.binary, recipe, report), buildSummary)
  progress.amis = await steps.run('result', () => finishAmis(request, plan, context), resultSummary)
  return 'baked'
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
  const [ownImages, commit] = await Promise.all([
    ec2.ownImages({ [tagKeys.image]: request.image }),
    context.commitOf(request.project.folder),
    assertShareable(request.settings, ec2),
  ])
  return planBake({
    ...request,
    base,
    recipe,
    ownImages,
    commit,
    now: context.clock.now(),
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
  { runFolder, keepOnFailure }: BakeRequest,
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
  const outcome = await followBuild(progress, report)
  await assertBuilt(outcome, async instanceId => {
    const text = await (await context.ec2(context.region)).consoleOutput(instanceId)
    return text.trimEnd().split('\n').slice(-15)
  })
  return outcome.finished.artifacts.map(({ imageId }) => imageId)
}

/** What a person could type to repeat the build. */
function commandLine({ runFolder, keepOnFailure }: BakeRequest, { path }: PackerBinary): string {
  return `cd ${runFolder} && ${path} ${buildArguments({ template: templateFile, variablesFile, keepOnFailure }).join(' ')}`
}
